package dev.stackwright.server;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stackwright.app.ProcessEnvironment;
import dev.stackwright.app.Stackwright;
import dev.stackwright.app.StackwrightConfig;
import dev.stackwright.common.Json;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Builds the application when the server starts, and closes it when the server stops. */
@ApplicationScoped
class ApplicationLifecycle {

    @Produces
    @Singleton
    Stackwright open(StackwrightConfig config, MeterRegistry meters) {
        Meters counts = new Meters(meters);
        return Stackwright.open(config, ProcessEnvironment.ofThisProcess(), new Stackwright.Listeners(counts, counts));
    }

    void close(@Disposes Stackwright stackwright) {
        stackwright.close();
    }

    /** One JSON dialect for REST and Funqy, too. */
    @Produces
    @Singleton
    ObjectMapper json() {
        return Json.mapper().copy();
    }

    void start(@Observes StartupEvent event, Stackwright stackwright, MeterRegistry meters) {
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
}
