package dev.stackwright.run;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.ManualClock;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.run.RunState.RunHistory;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Processes that share a store and a clock which the test turns. */
public final class RunFixture {

    /** Hundreds of runs fail on purpose. */
    private static final List<Logger> QUIET = List.of(
            Logger.getLogger(RunExecutor.class.getName()),
            Logger.getLogger(RunEnding.class.getName()),
            Logger.getLogger(RunHeartbeat.class.getName()));

    static {
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
    }

    static final EnsembleVersion VERSION = new EnsembleVersion("20261124t090000z-00000001");
    static final Instant BEGINNING = Instant.parse("2026-11-24T09:00:00Z");

    final ObjectStore store = new MapObjectStore();
    final ManualClock clock = new ManualClock(BEGINNING);
    final RunTimes times =
            new RunTimes(Duration.ofSeconds(60), Duration.ofMillis(5), Duration.ofMillis(5), Instant.MIN, ending());

    private final Random random = new Random(1);

    /** As in {@link RunTimes#standard}, on the clock of the test. */
    private Backoff ending() {
        return new Backoff(14, Duration.ofSeconds(1), Duration.ofSeconds(30), clock::pass);
    }

    Runs runs(Consumer<RunId> wake) {
        return new Runs(store, clock, random, Launcher.workers(wake), () -> false, "door");
    }

    Runs runs() {
        return runs(run -> {});
    }

    /** Of a whole run. */
    interface TrainingJob extends RunExecutor.Job {

        EnsembleVersion run(RunId run, TrainRequest request, Progress progress, Cancellation cancellation);

        @Override
        default Optional<EnsembleVersion> run(
                RunId run,
                TrainRequest request,
                Optional<Stage.Request> stage,
                Progress progress,
                Cancellation cancellation) {
            return Optional.of(run(run, request, progress, cancellation));
        }
    }

    /** Of one stage. */
    interface StageJob extends RunExecutor.Job {

        Optional<EnsembleVersion> stage(
                RunId run, TrainRequest request, Stage.Request call, Progress progress, Cancellation cancellation);

        @Override
        default Optional<EnsembleVersion> run(
                RunId run,
                TrainRequest request,
                Optional<Stage.Request> stage,
                Progress progress,
                Cancellation cancellation) {
            return stage(run, request, stage.orElseThrow(), progress, cancellation);
        }
    }

    RunExecutor executor(String owner, TrainingJob job) {
        return new RunExecutor(store, job, clock, times, owner, RunListener.NONE);
    }

    RunHistory history(RunId run) {
        return new RunStore(store).history(run).orElseThrow();
    }

    /** As a process does that takes a run up and dies without a word. */
    void dieRunning(RunId run, String owner) {
        RunState latest = history(run).latest();
        new RunStore(store)
                .append(
                        run,
                        new RunState(latest.number() + 1, RunState.Phase.RUNNING, clock.instant(), owner, null, null));
    }

    static RunPlan plan() {
        return new RunPlanner(List.of("mobilenet-v2"), "photos").plan(request(), RunPlanner.Origin.COMMAND);
    }

    static TrainRequest request() {
        return TrainRequest.of(new EnsembleName("cats-dogs"), "s3://stackwright/datasets/cats-dogs.zip");
    }
}
