package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.ensemble.EnsembleName;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/**
 * Ready when the ensembles of {@code stackwright.classify.warm} have been loaded and have answered once. They are loaded
 * in the background from the start; one that could not be is tried again when someone asks. Once ready, always ready: a
 * later promotion takes over without a pause.
 */
@Readiness
@ApplicationScoped
public class EnsembleReadiness implements HealthCheck {

    private static final String NAME = "ensembles";

    private final Iterable<EnsembleName> wanted;
    private final Consumer<EnsembleName> load;
    private final Executor background;
    private final Map<EnsembleName, CompletableFuture<Void>> loads = new ConcurrentHashMap<>();

    @Inject
    EnsembleReadiness(Stackwright stackwright) {
        this(stackwright.warm(), name -> stackwright.classifier().warm(name), Infrastructure.getDefaultExecutor());
    }

    EnsembleReadiness(Iterable<EnsembleName> wanted, Consumer<EnsembleName> load, Executor background) {
        this.wanted = wanted;
        this.load = load;
        this.background = background;
    }

    void start(@Observes StartupEvent event) {
        wanted.forEach(name -> {
            var unused = loading(name);
        });
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder answer = HealthCheckResponse.named(NAME);
        boolean up = true;
        for (EnsembleName name : wanted) {
            CompletableFuture<Void> loading = loading(name);
            boolean loaded = loading.isDone() && !loading.isCompletedExceptionally();
            up &= loaded;
            answer.withData(name.value(), loaded ? "loaded" : loading.isDone() ? "failed" : "loading");
        }
        return answer.status(up).build();
    }

    /** The load under way or done; begins one where there is none, or where the last one failed. */
    private CompletableFuture<Void> loading(EnsembleName name) {
        return loads.compute(
                name,
                (n, before) -> before == null || before.isCompletedExceptionally()
                        ? CompletableFuture.runAsync(() -> load.accept(n), background)
                        : before);
    }
}
