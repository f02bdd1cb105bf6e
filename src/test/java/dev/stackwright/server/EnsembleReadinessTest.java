package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleSource.UnknownEnsembleException;
import io.quarkus.runtime.StartupEvent;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponse.Status;
import org.junit.jupiter.api.Test;

/** Not ready before the ensembles that were named are loaded; nothing waits meanwhile. */
class EnsembleReadinessTest {

    private static final EnsembleName CATS = new EnsembleName("cats");
    private static final EnsembleName DOGS = new EnsembleName("dogs");

    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final List<EnsembleName> asked = new ArrayList<>();
    private boolean broken;

    @Test
    void withNothingToLoadItIsReadyAtOnce() {
        assertThat(readiness(List.of()).call().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void itIsReadyWhenEachIsLoaded() {
        EnsembleReadiness readiness = readiness(List.of(CATS, DOGS));
        readiness.start(new StartupEvent());
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        waiting.remove().run();
        HealthCheckResponse half = readiness.call();
        assertThat(half.getStatus()).isEqualTo(Status.DOWN);
        assertThat(half.getData()).hasValue(Map.of("cats", "loaded", "dogs", "loading"));
        waiting.remove().run();
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        assertThat(asked)
                .as("each was loaded once, however often someone asked")
                .containsExactly(CATS, DOGS);
    }

    @Test
    void oneThatFailedIsTriedAgainWhenSomeoneAsks() {
        EnsembleReadiness readiness = readiness(List.of(CATS));
        readiness.start(new StartupEvent());
        broken = true;
        waiting.remove().run();
        broken = false;
        assertThat(readiness.call().getStatus()).isEqualTo(Status.DOWN);
        waiting.remove().run();
        assertThat(readiness.call().getStatus()).isEqualTo(Status.UP);
        assertThat(asked).containsExactly(CATS, CATS);
    }

    @Test
    void oneThatWasNeverTrainedKeepsNobodyWaiting() {
        EnsembleReadiness readiness = new EnsembleReadiness(
                List.of(CATS),
                name -> {
                    asked.add(name);
                    throw new UnknownEnsembleException("there is no ensemble " + name);
                },
                waiting::add);
        readiness.start(new StartupEvent());
        waiting.remove().run();
        HealthCheckResponse answer = readiness.call();
        assertThat(answer.getStatus()).isEqualTo(Status.UP);
        assertThat(answer.getData()).hasValue(Map.of("cats", "not trained yet"));
        assertThat(asked).containsExactly(CATS);
    }

    private EnsembleReadiness readiness(List<EnsembleName> wanted) {
        return new EnsembleReadiness(
                wanted,
                name -> {
                    asked.add(name);
                    if (broken) {
                        throw new IllegalStateException("the store is away");
                    }
                },
                waiting::add);
    }
}
