package dev.stackwright.server;

import dev.stackwright.run.RunListener;
import dev.stackwright.run.RunState;
import dev.stackwright.run.Runs;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** What runs count and time, for {@code /q/metrics}. */
final class RunMeters implements RunListener {

    private final MeterRegistry meters;

    RunMeters(MeterRegistry meters) {
        this.meters = meters;
    }

    /** The length of the queue, asked of the store when it is read. */
    static void gauge(MeterRegistry meters, Runs runs) {
        Gauge.builder("stackwright.runs.queued", runs, Runs::queued)
                .description("runs that wait to be taken up")
                .register(meters);
    }

    @Override
    public void ended(RunState.Phase phase, Duration took) {
        meters.timer("stackwright.runs", "phase", phase.text()).record(took);
    }
}
