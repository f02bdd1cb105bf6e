package dev.stackwright.server;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.Stackwright;
import dev.stackwright.app.StackwrightConfig;
import dev.stackwright.classify.ClassifyListener;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.run.RunListener;
import dev.stackwright.run.RunState;
import dev.stackwright.run.Runs;
import dev.stackwright.store.ObjectStore.StoreException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Objects;

/** Builds the application when the server starts, and closes it when the server stops. */
@ApplicationScoped
class ApplicationLifecycle {

    @Produces
    @Singleton
    Stackwright open(StackwrightConfig config, MeterRegistry meters) {
        Meters counts = new Meters(meters);
        try {
            return Stackwright.open(
                    config, ProcessEnvironment.ofThisProcess(), new Stackwright.Listeners(counts, counts));
        } catch (ConfigurationException | StoreException e) {
            throw refusal(e);
        }
    }

    void close(@Disposes Stackwright stackwright) {
        stackwright.close();
    }

    /** One JSON dialect for REST and Funqy, too. */
    @Produces
    @Singleton
    ObjectMapper json() {
        ObjectMapper json = Json.mapper().copy();
        // of base64; how long a body may be is decided before it is read
        json.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength((int) BodyLimits.WITH_IMAGES)
                        .build());
        return json;
    }

    void start(@Observes StartupEvent event, Stackwright stackwright, Access access, MeterRegistry meters) {
        try {
            if (access.isClosedToAll(stackwright.keys())) {
                throw new ConfigurationException(Access.CLOSED, null);
            }
            begin(stackwright, meters);
        } catch (ConfigurationException | StoreException e) {
            throw refusal(e);
        }
    }

    /**
     * What ends the process with one line on standard error, without a stack trace and with exit code 1: Quarkus does so for
     * its own exception of this name.
     *
     * @param why has a message that speaks for itself
     */
    static io.quarkus.runtime.configuration.ConfigurationException refusal(RuntimeException why) {
        String message =
                Objects.requireNonNullElse(why.getMessage(), why.getClass().getSimpleName());
        // no cause: Quarkus goes by the innermost one, and would show the trace of that
        return new io.quarkus.runtime.configuration.ConfigurationException(
                "stackwright: " + message.strip().replaceAll("\\s*\\R\\s*", " "));
    }

    private static void begin(Stackwright stackwright, MeterRegistry meters) {
        Meters.gauge(meters, stackwright.runs());
        System.Logger log = System.getLogger(ApplicationLifecycle.class.getName());
        log.log(System.Logger.Level.INFO, "objects are kept at {0}", stackwright.storeDescription());
        stackwright.withoutGpu().ifPresent(why -> log.log(System.Logger.Level.WARNING, why));
        stackwright.startWorker();
        stackwright.startWatcher();
    }

    /** A run under way is queued again, for the next process. */
    void stop(@Observes ShutdownEvent event, Stackwright stackwright) {
        stackwright.stopWatcher();
        stackwright.stopWorker();
    }

    /** What classification and runs count and time, for {@code /q/metrics}. */
    static final class Meters implements ClassifyListener, RunListener {

        private static final String ENSEMBLE = "ensemble";

        private final MeterRegistry meters;

        Meters(MeterRegistry meters) {
            this.meters = meters;
        }

        @Override
        public void imageReady(long bytes, Duration fetching, Duration decoding) {
            meters.timer("stackwright.classify.fetch").record(fetching);
            meters.timer("stackwright.classify.decode").record(decoding);
            meters.summary("stackwright.classify.image.bytes").record((double) bytes);
        }

        @Override
        public void imageFailed(String code) {
            meters.counter("stackwright.classify.images.failed", "code", code).increment();
        }

        @Override
        public void predicted(EnsembleName ensemble, int images, Duration took) {
            meters.timer("stackwright.classify.predict", ENSEMBLE, ensemble.value())
                    .record(took);
            meters.counter("stackwright.classify.images", ENSEMBLE, ensemble.value())
                    .increment(images);
        }

        @Override
        public void answered(EnsembleName ensemble, int urls, int failed, Duration took) {
            meters.timer("stackwright.classify.requests", ENSEMBLE, ensemble.value())
                    .record(took);
        }

        @Override
        public void loaded(EnsembleName ensemble, EnsembleVersion version, Duration took) {
            meters.timer("stackwright.ensemble.loads", ENSEMBLE, ensemble.value())
                    .record(took);
        }

        @Override
        public void loadFailed(EnsembleName ensemble, EnsembleVersion version, int attempts) {
            meters.counter("stackwright.ensemble.loads.failed", ENSEMBLE, ensemble.value())
                    .increment();
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
}
