package dev.stackwright.server;

import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.run.RunListener;
import dev.stackwright.run.RunState;
import dev.stackwright.run.Runs;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * What classification and runs count and time, for {@code /q/metrics} and for whoever is sent metrics. Tags have few values
 * each: names of ensembles that are served, codes of failures, phases of runs. Thread-safe.
 */
final class Meters implements ClassifyListener, RunListener {

    private static final String ENSEMBLE = "ensemble";
    private static final String OF = "of";

    /** Ends of the parts by which percentiles are told: what a photo may take, up to what a request may. */
    private static final Duration[] TIMES = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofMillis(2500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(25)
    };

    private static final double[] BATCHES = {1, 2, 4, 8, 16, 32, 64};

    private final MeterRegistry meters;
    private final Optional<EmbeddedMetrics> lines;
    private final Map<EnsembleName, AnswerWindow> windows = new ConcurrentHashMap<>();

    Meters(MeterRegistry meters) {
        this(meters, Optional.empty());
    }

    /** @param lines where answered requests are told, too */
    Meters(MeterRegistry meters, Optional<EmbeddedMetrics> lines) {
        this.meters = meters;
        this.lines = lines;
    }

    @Override
    public void imageReady(long bytes, Duration fetching, Duration decoding) {
        timed(Timer.builder("stackwright.classify.fetch")).record(fetching);
        timed(Timer.builder("stackwright.classify.decode")).record(decoding);
        meters.summary("stackwright.classify.image.bytes").record((double) bytes);
    }

    @Override
    public void imageFailed(String code) {
        meters.counter("stackwright.classify.images.failed", "code", code).increment();
    }

    @Override
    public void predicted(Manifest by, Prediction answers, Duration took) {
        String name = by.ensemble().value();
        Probabilities given = answers.ensemble();
        timed(Timer.builder("stackwright.classify.predict").tag(ENSEMBLE, name)).record(took);
        meters.counter("stackwright.classify.images", ENSEMBLE, name).increment(given.rows());
        DistributionSummary.builder("stackwright.classify.batch")
                .tag(ENSEMBLE, name)
                .serviceLevelObjectives(BATCHES)
                .register(meters)
                .record(given.rows());
        DistributionSummary confidence = meters.summary("stackwright.classify.confidence", ENSEMBLE, name);
        for (int row = 0; row < given.rows(); row++) {
            confidence.record(given.at(row, given.best(row)));
        }
        windows.computeIfAbsent(by.ensemble(), this::window).add(by, given);
    }

    private AnswerWindow window(EnsembleName ensemble) {
        AnswerWindow window = new AnswerWindow();
        gauge(Gauge.builder("stackwright.drift.answers", window, AnswerWindow::size), ensemble);
        drift(ensemble, window, "confidence", AnswerWindow::confidenceDrift, AnswerWindow::confidenceLimit);
        drift(ensemble, window, "label", AnswerWindow::labelDrift, AnswerWindow::labelLimit);
        return window;
    }

    private void drift(
            EnsembleName ensemble,
            AnswerWindow window,
            String of,
            ToDoubleFunction<AnswerWindow> index,
            ToDoubleFunction<AnswerWindow> limit) {
        gauge(Gauge.builder("stackwright.drift", window, index).tag(OF, of), ensemble);
        gauge(Gauge.builder("stackwright.drift.limit", window, limit).tag(OF, of), ensemble);
    }

    private void gauge(Gauge.Builder<?> gauge, EnsembleName ensemble) {
        var unused = gauge.tag(ENSEMBLE, ensemble.value()).register(meters);
    }

    @Override
    public void answered(EnsembleName ensemble, int urls, int failed, Duration took) {
        lines.ifPresent(log -> log.answered(ensemble, urls, failed, took));
        timed(Timer.builder("stackwright.classify.requests").tag(ENSEMBLE, ensemble.value()))
                .record(took);
    }

    @Override
    public void loaded(EnsembleName ensemble, EnsembleVersion version, Duration took) {
        meters.timer("stackwright.ensemble.loads", ENSEMBLE, ensemble.value()).record(took);
    }

    @Override
    public void loadFailed(EnsembleName ensemble, EnsembleVersion version, int attempts) {
        meters.counter("stackwright.ensemble.loads.failed", ENSEMBLE, ensemble.value())
                .increment();
    }

    /** The length of the queue, asked of the store when it is read. */
    void queue(Runs runs) {
        Gauge.builder("stackwright.runs.queued", runs, Runs::queued)
                .description("runs that wait to be taken up")
                .register(meters);
    }

    @Override
    public void ended(RunState.Phase phase, Duration took) {
        meters.timer("stackwright.runs", "phase", phase.text()).record(took);
    }

    private Timer timed(Timer.Builder timer) {
        return timer.serviceLevelObjectives(TIMES).register(meters);
    }
}
