package dev.stackwright.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stackwright.app.Configuration.ConfigurationException;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.Stackwright;
import dev.stackwright.app.StackwrightConfig;
import dev.stackwright.store.ObjectStore.StoreException;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Objects;

/** Builds the application when the server starts, and closes it when the server stops. */
@ApplicationScoped
class ApplicationLifecycle {

    @Produces
    @Singleton
    Stackwright open(StackwrightConfig config, MeterRegistry meters, OpenTelemetry telemetry) {
        Spans spans = new Spans(
                telemetry.getTracer("dev.stackwright"),
                new Meters(
                        meters,
                        config.metrics()
                                .cloudwatchNamespace()
                                .map(namespace -> new EmbeddedMetrics(namespace, System.out, Clock.systemUTC()))),
                Clock.systemUTC());
        try {
            return Stackwright.open(
                    config, ProcessEnvironment.ofThisProcess(), new Stackwright.Listeners(spans, spans));
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
        return RequestBodies.mapper();
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
        new Meters(meters).queue(stackwright.runs());
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
}
