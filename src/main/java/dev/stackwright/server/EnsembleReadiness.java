package dev.stackwright.server;

import dev.stackwright.app.Stackwright;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
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
 * in the background from the start; one that could not be is tried again when someone asks. One that was never trained
 * keeps nobody waiting: a function that was not ready could not take up the upload that trains it. Once ready, always
 * ready: a later promotion takes over without a pause.
 */
@Readiness
@ApplicationScoped
public class EnsembleReadiness implements HealthCheck {

    private static final String NAME = "ensembles";

    private final Iterable<EnsembleName> wanted;
    private final Consumer<EnsembleName> load;
    private final Executor background;
    private final Map<EnsembleName, CompletableFuture<Load>> loads = new ConcurrentHashMap<>();

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
            CompletableFuture<Load> loading = loading(name);
            up &= loading.isDone() && !loading.isCompletedExceptionally();
            answer.withData(name.value(), state(loading));
        }
        return answer.status(up).build();
    }

    private static String state(CompletableFuture<Load> loading) {
        if (!loading.isDone()) {
            return "loading";
        }
        return loading.isCompletedExceptionally() ? "failed" : loading.join().text;
    }

    /** The load under way or done; begins one where there is none, or where the last one failed. */
    private CompletableFuture<Load> loading(EnsembleName name) {
        return loads.compute(
                name,
                (n, before) -> before == null || before.isCompletedExceptionally()
                        ? CompletableFuture.supplyAsync(() -> load(n), background)
                        : before);
    }

    private Load load(EnsembleName name) {
        try {
            load.accept(name);
            return Load.LOADED;
        } catch (UnknownEnsembleException untrained) {
            return Load.UNTRAINED;
        }
    }

    /** How a load ended that did not fail. */
    private enum Load {
        LOADED("loaded"),
        /** No version of it is served yet; it is loaded when it is first asked for. */
        UNTRAINED("not trained yet");

        private final String text;

        Load(String text) {
            this.text = text;
        }
    }
}
