package dev.stackwright.run;

import static java.lang.System.Logger.Level.ERROR;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.StageResult.Outcome;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does one stage of a run that was launched elsewhere than in a worker, and makes the run's transitions: running with the
 * first stage that begins, succeeded with the one that publishes, failed where another try will not help. Stages of one
 * run may go on at once, in processes that share nothing but the store; the same one twice, too. Thread-safe.
 */
public final class StageExecutor {

    private static final System.Logger LOG = System.getLogger(StageExecutor.class.getName());

    private final RunStore runs;
    private final StageJob job;
    private final Clock clock;
    private final RunTimes times;
    private final String owner;

    /** @param owner names this process; no two share a name */
    public StageExecutor(ObjectStore store, StageJob job, Clock clock, RunTimes times, String owner) {
        this.runs = new RunStore(store);
        this.job = job;
        this.clock = clock;
        this.times = times;
        this.owner = owner;
    }

    /**
     * Does a stage on this thread. Never throws for a stage that failed, unless the store fails.
     *
     * @param cancellation stops this stage alone, beside the mark in the store that {@link Runs#cancel} leaves for all
     */
    public StageResult execute(RunId run, StageCall call, Progress progress, Cancellation cancellation) {
        Optional<RunState> latest = runs.latest(run);
        if (latest.isEmpty()) {
            return new StageResult(Outcome.FAILED_FOR_GOOD, "there is no run " + run);
        }
        Optional<String> refused = runs.launches().of(run).refuses(call);
        if (refused.isPresent()) {
            return new StageResult(Outcome.REFUSED, "run " + run + " " + refused.get());
        }
        if (call.stage() == Stage.FAIL) {
            String message = call.message() == null ? "a stage failed" : call.message();
            return new StageResult(Outcome.DONE, told(run, end(run, Phase.FAILED, message, null)));
        }
        RunState running = begin(run);
        return running.phase() == Phase.RUNNING
                ? carryOut(run, call, running, progress, cancellation)
                : ended(run, running);
    }

    /** The state running, made by this or an earlier stage; or the one that the run has ended with. */
    private RunState begin(RunId run) {
        while (true) {
            RunState latest = runs.latest(run).orElseThrow();
            if (latest.phase().ended()) {
                return latest;
            }
            if (runs.cancelRequested(run)) {
                return end(run, Phase.CANCELLED, "cancelled on request", null);
            }
            if (latest.phase() == Phase.RUNNING) {
                return latest;
            }
            runs.advance(run, next(latest, Phase.RUNNING, null, null));
        }
    }

    private StageResult carryOut(
            RunId run, StageCall call, RunState running, Progress progress, Cancellation cancellation) {
        RunProgress told = new RunProgress(owner, clock, progress);
        RunHeartbeat pulse = RunHeartbeat.ofStage(runs, run, call, running, told, times, clock, cancellation);
        Supplier<StageResult> ending;
        try (pulse) {
            pulse.start();
            ending = attempt(run, call, told, pulse);
        }
        return ending.get();
    }

    /** @return what is to be done once the last progress was told: after the run has ended, none is taken */
    private Supplier<StageResult> attempt(RunId run, StageCall call, RunProgress told, RunHeartbeat pulse) {
        try {
            Optional<EnsembleVersion> version = job.stage(run, runs.request(run), call, told, pulse);
            return () -> version.map(v -> succeeded(run, v))
                    .orElseGet(() -> new StageResult(Outcome.DONE, "run " + run + ": " + call.name() + " is done"));
        } catch (CancelledException e) {
            return () -> stopped(run, pulse);
        } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
            LOG.log(ERROR, "run " + run + ": " + call.name() + " failed", e);
            String message = call.name() + ": " + Failures.forPeople(e);
            if (Failures.isPermanent(e)) {
                return () -> failedForGood(run, message);
            }
            told.note(message + " (another try may help)");
            return () -> new StageResult(Outcome.FAILED, message);
        }
    }

    private StageResult failedForGood(RunId run, String message) {
        RunState end = end(run, Phase.FAILED, message, null);
        return end.phase() == Phase.FAILED ? new StageResult(Outcome.FAILED_FOR_GOOD, message) : ended(run, end);
    }

    private StageResult succeeded(RunId run, EnsembleVersion version) {
        return ended(run, end(run, Phase.SUCCEEDED, null, version));
    }

    private StageResult stopped(RunId run, RunHeartbeat pulse) {
        if (pulse.cancelled()) {
            return ended(run, end(run, Phase.CANCELLED, "cancelled on request", null));
        }
        RunState latest = runs.latest(run).orElseThrow();
        return latest.phase().ended()
                ? ended(run, latest)
                : new StageResult(Outcome.FAILED, "interrupted; begun again, the stage is done from its beginning");
    }

    /** Ends the run, unless it has ended. @return the state that it ended with */
    private RunState end(RunId run, Phase phase, @Nullable String message, @Nullable EnsembleVersion version) {
        while (true) {
            RunState latest = runs.latest(run).orElseThrow();
            if (latest.phase().ended()) {
                return latest;
            }
            if (phase == Phase.SUCCEEDED && latest.phase() == Phase.QUEUED) {
                throw new IllegalStateException("run " + run + " was published while it was queued");
            }
            runs.advance(run, next(latest, phase, message, version));
        }
    }

    private static StageResult ended(RunId run, RunState state) {
        return switch (state.phase()) {
            case SUCCEEDED -> new StageResult(Outcome.DONE, told(run, state));
            case CANCELLED -> new StageResult(Outcome.CANCELLED, told(run, state));
            default -> new StageResult(Outcome.FAILED_FOR_GOOD, told(run, state));
        };
    }

    private static String told(RunId run, RunState state) {
        return "run " + run + " " + state.phase().text()
                + (state.version() == null ? "" : ": published " + state.version())
                + (state.message() == null ? "" : ": " + state.message());
    }

    private RunState next(RunState from, Phase to, @Nullable String message, @Nullable EnsembleVersion version) {
        return new RunState(from.number() + 1, to, clock.instant(), owner, message, version);
    }
}
