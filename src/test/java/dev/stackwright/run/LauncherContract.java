package dev.stackwright.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.run.Launcher.LaunchDocument;
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
        return new Runs(house.store, house.clock, new Random(1), launcher(), () -> false, "door");
    }

    protected static RunPlan plan() {
        return RunFixture.plan();
    }

    /** What a stage in another process writes that begins a queued run, and perhaps ends it. */
    protected final void moved(RunId run, Phase to) {
        RunState queued = runs().get(run).state();
        List<Phase> phases = to == Phase.RUNNING ? List.of(to) : List.of(Phase.RUNNING, to);
        for (int step = 0; step < phases.size(); step++) {
            int number = queued.number() + 1 + step;
            RunState state = new RunState(number, phases.get(step), house.clock.instant(), "stage", null, null);
            house.store.put(new ObjectKey("runs/" + run + "/state/" + number + ".json"), Json.bytes(state));
        }
    }

    @Test
    void aRunIsQueuedAndItSaysHowItIsLaunched() {
        RunView view = runs().submit(RunFixture.plan());
        assertThat(view.state().phase()).isEqualTo(Phase.QUEUED);
        assertThat(new RunArtifacts(house.store, view.run()).launch().how())
                .isEqualTo(launcher().how());
        begun().ifPresent(begun -> assertThat(begun).isEqualTo(1));
    }

    @Test
    void askedForTwiceItIsBegunOnce() {
        RunId run = new RunId("20261124t090000z-0000000a");
        runs().submitOnce(run, RunFixture.plan());
        runs().submitOnce(run, RunFixture.plan());
        runs().launch(run);
        begun().ifPresent(begun -> assertThat(begun).isEqualTo(1));
    }

    @Test
    void whoDiedBetweenSubmittingAndLaunchingIsMadeUpFor() {
        RunId run = new RunId("20261124t090000z-0000000b");
        RunPlan plan = RunFixture.plan().resolve(() -> false);
        new RunStore(house.store)
                .create(
                        run,
                        RunFixture.request(),
                        launcher().describe(run, plan),
                        new RunState(1, Phase.QUEUED, house.clock.instant(), "dead", null, null));
        begun().ifPresent(begun -> assertThat(begun).isZero());
        runs().submitOnce(run, RunFixture.plan());
        begun().ifPresent(begun -> assertThat(begun).isEqualTo(1));
    }

    @Test
    void theFirstLaunchCounts() {
        RunId run = runs().submit(RunFixture.plan()).run();
        LaunchDocument first = new RunArtifacts(house.store, run).launch();
        LaunchDocument other = new LaunchDocument(
                LaunchDocument.LaunchType.STAGES, Recipe.PROBE, List.of("xception"), false, null, null);
        assertThat(new RunArtifacts(house.store, run).keep(other)).isEqualTo(first);
        assertThat(new RunArtifacts(house.store, run).launch()).isEqualTo(first);
    }

    @Test
    void workersTakeUpTheirOwnRunsAlone() {
        RunId run = runs().submit(RunFixture.plan()).run();
        RunExecutor worker = house.executor("worker", (id, request, progress, cancellation) -> RunFixture.VERSION);
        boolean own = launcher().how() == LaunchDocument.LaunchType.WORKER;
        assertThat(worker.nextFree().isPresent()).isEqualTo(own);
        assertThat(worker.run(run, Progress.NONE, Cancellation.NEVER).isPresent())
                .isEqualTo(own);
    }

    @Test
    void aLaunchThatCannotBeReadIsLeftAlone() {
        RunId run = runs().submit(RunFixture.plan()).run();
        house.store.put(new ObjectKey("runs/" + run + "/launch.json"), new byte[] {'{'});
        RunExecutor worker = house.executor("worker", (id, request, progress, cancellation) -> RunFixture.VERSION);
        assertThat(worker.nextFree()).isEmpty();
    }

    @Test
    void aCancelledRunIsStoppedOnceAndForAll() {
        RunId run = runs().submit(RunFixture.plan()).run();
        assertThat(runs().cancel(run).state().phase()).isEqualTo(Phase.CANCELLED);
        assertThat(runs().cancel(run).state().number()).isEqualTo(2);
        assertThat(runs().launch(run).state().phase()).isEqualTo(Phase.CANCELLED);
    }

    @Test
    void stoppingWhatNeverBeganDoesNothing() {
        RunId run = new RunId("20261124t090000z-0000000c");
        RunPlan plan = RunFixture.plan().resolve(() -> false);
        launcher().stop(run, launcher().describe(run, plan));
    }
}
