package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.train.Recipe;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What holds of every launcher, by its adapters. */
public abstract class LauncherContract {

    protected final RunFixture house = new RunFixture();

    protected abstract Launcher launcher();

    /** How many runs were begun by the service behind it; empty where there is none. */
    protected abstract Optional<Integer> begun();

    protected final Runs runs() {
        return new Runs(
                house.store,
                new RunPlanner(List.of("mobilenet-v2"), () -> false),
                house.clock,
                new Random(1),
                new RunSignal(),
                "door",
                Optional.of(launcher()));
    }

    protected static TrainRequest request() {
        return RunFixture.request();
    }

    @Test
    void aRunIsQueuedAndItSaysHowItIsLaunched() {
        RunView view = runs().submit(RunFixture.request());
        assertThat(view.state().phase()).isEqualTo(Phase.QUEUED);
        assertThat(new RunArtifacts(house.store, view.run()).launch().how())
                .isEqualTo(launcher().how());
        begun().ifPresent(begun -> assertThat(begun).isEqualTo(1));
    }

    @Test
    void askedForTwiceItIsBegunOnce() {
        RunId run = new RunId("20261124t090000z-0000000a");
        runs().submitOnce(run, RunFixture.request());
        runs().submitOnce(run, RunFixture.request());
        runs().launch(run);
        begun().ifPresent(begun -> assertThat(begun).isEqualTo(1));
    }

    @Test
    void whoDiedBetweenSubmittingAndLaunchingIsMadeUpFor() {
        RunId run = new RunId("20261124t090000z-0000000b");
        RunPlan plan = new RunPlanner(List.of("mobilenet-v2"), () -> false).plan(RunFixture.request());
        new RunStore(house.store)
                .create(
                        run,
                        RunFixture.request(),
                        launcher().describe(run, plan),
                        new RunState(1, Phase.QUEUED, house.clock.instant(), "dead", null, null));
        begun().ifPresent(begun -> assertThat(begun).isZero());
        runs().submitOnce(run, RunFixture.request());
        begun().ifPresent(begun -> assertThat(begun).isEqualTo(1));
    }

    @Test
    void theFirstLaunchCounts() {
        RunId run = runs().submit(RunFixture.request()).run();
        LaunchDocument first = new RunArtifacts(house.store, run).launch();
        LaunchDocument other =
                new LaunchDocument(LaunchDocument.LaunchType.STAGES, Recipe.PROBE, List.of("xception"), false, null);
        assertThat(new RunArtifacts(house.store, run).keep(other)).isEqualTo(first);
        assertThat(new RunArtifacts(house.store, run).launch()).isEqualTo(first);
    }

    @Test
    void workersTakeUpTheirOwnRunsAlone() {
        RunId run = runs().submit(RunFixture.request()).run();
        RunExecutor worker = house.executor("worker", (id, request, progress, cancellation) -> RunFixture.VERSION);
        boolean own = launcher().how() == LaunchDocument.LaunchType.WORKER;
        assertThat(worker.nextFree().isPresent()).isEqualTo(own);
        assertThat(worker.execute(run, Progress.NONE, Cancellation.NEVER).isPresent())
                .isEqualTo(own);
    }

    @Test
    void aLaunchThatCannotBeReadIsLeftAlone() {
        RunId run = runs().submit(RunFixture.request()).run();
        house.store.put(new ObjectKey("runs/" + run + "/launch.json"), new byte[] {'{'});
        RunExecutor worker = house.executor("worker", (id, request, progress, cancellation) -> RunFixture.VERSION);
        assertThat(worker.nextFree()).isEmpty();
    }

    @Test
    void aCancelledRunIsStoppedOnceAndForAll() {
        RunId run = runs().submit(RunFixture.request()).run();
        assertThat(runs().cancel(run).state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(runs().cancel(run).state().number()).isEqualTo(2);
        assertThat(runs().launch(run).state().phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void stoppingWhatNeverBeganDoesNothing() {
        RunId run = new RunId("20261124t090000z-0000000c");
        RunPlan plan = new RunPlanner(List.of("mobilenet-v2"), () -> false).plan(RunFixture.request());
        launcher().stop(run, launcher().describe(run, plan));
    }
}
