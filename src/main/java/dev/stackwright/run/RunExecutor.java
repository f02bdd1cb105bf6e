package dev.stackwright.run;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.run.Attempt.End;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.RunState.RunHistory;
import dev.stackwright.run.Runs.UnknownRunException;
import dev.stackwright.run.Stage.Outcome;
import dev.stackwright.run.Stage.Result;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Carries runs out, whole or one stage of them, and makes their transitions. Whoever creates the next state made it, so
 * that of several processes one runs a run. Stages of one run may go on at once, in processes that share nothing but the
 * store; the same one twice, too. Thread-safe.
 */
public final class RunExecutor {

    /** A run that so often ended without a word is not tried again. */
    static final int MAX_ATTEMPTS = 3;

    private static final System.Logger LOG = System.getLogger(RunExecutor.class.getName());

    private final RunStore runs;
    private final RunQueue queue;
    private final RunEnding ending;
    private final Job job;
    private final Clock clock;
    private final RunTimes times;
    private final String owner;
    private final RunListener listener;

    /** What runs do. Done again, it goes on where it ended; called by several threads and processes. */
    @FunctionalInterface
    public interface Job {

        /**
         * Trains and publishes an ensemble, or does one stage of that.
         *
         * @param stage the only one to be done, never fail; empty for all
         * @param cancellation to be asked between steps
         * @return the version that was published; empty for a stage other than publish
         * @throws CancelledException when asked to stop
         */
        Optional<EnsembleVersion> run(
                RunId run,
                TrainRequest request,
                Optional<Stage.Request> stage,
                Progress progress,
                Cancellation cancellation);
    }

    /** @param owner names this process; no two share a name */
    public RunExecutor(ObjectStore store, Job job, Clock clock, RunTimes times, String owner, RunListener listener) {
        this.runs = new RunStore(store);
        this.queue = new RunQueue(runs, clock, times, owner);
        this.ending = new RunEnding(runs, clock, times);
        this.job = job;
        this.clock = clock;
        this.times = times;
        this.owner = owner;
        this.listener = listener;
    }

    /**
     * Runs a run to its end on this thread. Never throws for a failed run: that is a state.
     *
     * @param progress is told what the store is told
     * @param cancellation cancels the run, beside the mark in the store that {@link Runs#cancel} leaves
     * @return the last state, queued where another try may help; or empty where the run is not free: another process has
     *     it, it waits before its next try, or it has ended
     * @throws UnknownRunException when there is none
     * @throws dev.stackwright.store.ObjectStore.StoreException when it could not be begun, or the store did not take its
     *     end for minutes
     */
    public Optional<RunState> run(RunId run, Progress progress, Cancellation cancellation) {
        return run(run, progress, cancellation, Cancellation.NEVER);
    }

    /** @param givenBack once requested, the run is stopped and queued again, for the next process */
    Optional<RunState> run(RunId run, Progress progress, Cancellation cancellation, Cancellation givenBack) {
        RunHistory history = runs.history(run).orElseThrow(() -> new UnknownRunException("there is no run " + run));
        RunState latest = history.latest();
        if (!queue.isFree(run, latest)) {
            return Optional.empty();
        }
        if (runs.cancelRequested(run)) {
            return append(run, latest.cancelled(clock.instant(), owner)).map(state -> runs.ended(run, state));
        }
        if (history.attempts() >= MAX_ATTEMPTS) {
            return append(run, failed(latest, RunFailure.afterAttempts(MAX_ATTEMPTS)))
                    .map(state -> runs.ended(run, state));
        }
        TrainRequest request = runs.request(run);
        RunState running = next(latest, Phase.RUNNING, null);
        if (append(run, running).isEmpty()) {
            return Optional.empty();
        }
        LOG.log(INFO, "run {0} begins", run);
        Attempt attempt = attempt(run, request, Optional.empty(), running, progress, cancellation, givenBack);
        Optional<RunState> ended = after(attempt, running, history.failures())
                .filter(next -> ending.write(run, running, next, attempt.told(), cancellation, givenBack))
                .map(next -> runs.ended(run, next));
        if (ended.isEmpty()) {
            runs.left(run);
        }
        ended.ifPresent(state -> listener.ended(state.phase(), Duration.between(running.at(), clock.instant())));
        LOG.log(
                ended.isPresent() ? INFO : WARNING,
                "run {0} {1}",
                run,
                ended.map(s -> s.phase().text()).orElse("was taken up or ended by another process"));
        return ended;
    }

    /** The state that an attempt at a whole run leads to. */
    private Optional<RunState> after(Attempt attempt, RunState running, int failuresBefore) {
        return switch (attempt.end()) {
            case DONE -> Optional.of(succeeded(running, attempt.version().orElseThrow()));
            case CANCELLED -> Optional.of(running.cancelled(clock.instant(), owner));
            case LOST -> Optional.empty();
            case GIVEN_BACK ->
                Optional.of(next(running, Phase.QUEUED, "interrupted by a shutdown; the next process begins it again"));
            case RETRY -> Optional.of(tryAgain(running, attempt.why(), failuresBefore + 1));
            case FAILED -> Optional.of(failed(running, attempt.why()));
        };
    }

    private RunState tryAgain(RunState running, RunFailure why, int failures) {
        return failures < times.retry().tries()
                ? running.failed(Phase.QUEUED, clock.instant(), owner, why, failures)
                : failed(running, why.afterTries(failures));
    }

    /** Looks for the oldest run that may be taken up. */
    Optional<RunId> nextFree() {
        return queue.nextFree();
    }

    /** A run that this process submitted is found with the next look, whatever its id says of its time. */
    void submitted(RunId run) {
        queue.add(run);
    }

    /**
     * Does a stage on this thread. Never throws for a stage that failed, unless the store fails.
     *
     * @param cancellation stops this stage alone, beside the mark in the store that {@link Runs#cancel} leaves for all
     */
    public Result run(RunId run, Stage.Request stage, Progress progress, Cancellation cancellation) {
        if (runs.latest(run).isEmpty()) {
            return new Result(Outcome.FAILED_FOR_GOOD, "there is no run " + run);
        }
        Optional<String> refused = runs.launch(run).refuses(stage);
        if (refused.isPresent()) {
            return new Result(Outcome.REFUSED, "run " + run + " " + refused.get());
        }
        if (stage.stage() == Stage.FAIL) {
            String message = stage.message() == null ? "a stage failed" : stage.message();
            RunState failed = fail(run, RunFailure.of(RunFailure.Code.STAGE_FAILED, message));
            return new Result(Outcome.DONE, Result.told(run, failed));
        }
        RunState running = runs.update(run, latest -> begun(run, latest));
        if (running.phase() != Phase.RUNNING) {
            return Result.ended(run, running);
        }
        TrainRequest request = runs.request(run);
        Attempt attempt =
                attempt(run, request, Optional.of(stage), running, progress, Cancellation.NEVER, cancellation);
        runs.left(run);
        return switch (attempt.end()) {
            case DONE ->
                attempt.version()
                        .map(version -> Result.ended(run, end(run, latest -> succeeded(latest, version))))
                        .orElseGet(() -> new Result(Outcome.DONE, "run " + run + ": " + stage.name() + " is done"));
            case CANCELLED -> Result.ended(run, end(run, latest -> latest.cancelled(clock.instant(), owner)));
            case LOST, GIVEN_BACK -> {
                RunState latest = runs.latest(run).orElseThrow();
                yield latest.phase().ended()
                        ? Result.ended(run, latest)
                        : new Result(Outcome.FAILED, "interrupted; begun again, the stage is done from its beginning");
            }
            case RETRY -> new Result(Outcome.FAILED, attempt.why().message());
            case FAILED -> {
                RunState end = fail(run, attempt.why());
                yield end.phase() == Phase.FAILED
                        ? new Result(Outcome.FAILED_FOR_GOOD, attempt.why().message())
                        : Result.ended(run, end);
            }
        };
    }

    /** The state running, made by this or an earlier stage; or the one that the run has ended with. */
    private RunState begun(RunId run, RunState latest) {
        if (latest.phase().ended()) {
            return latest;
        }
        if (runs.cancelRequested(run)) {
            return latest.cancelled(clock.instant(), owner);
        }
        return latest.phase() == Phase.RUNNING ? latest : next(latest, Phase.RUNNING, null);
    }

    /** @return once the last progress was told: after a run has ended, none is taken */
    private Attempt attempt(
            RunId run,
            TrainRequest request,
            Optional<Stage.Request> stage,
            RunState running,
            Progress progress,
            Cancellation cancellation,
            Cancellation givenBack) {
        RunListener.Work heard = listener.begun(run, request.ensemble(), stage.map(Stage.Request::name));
        RunProgress told = new RunProgress(owner, clock, Progress.both(progress, heard));
        try (heard;
                RunHeartbeat heartbeat =
                        new RunHeartbeat(runs, run, stage, running, told, times, clock, cancellation, givenBack)) {
            heartbeat.start();
            try {
                return new Attempt(End.DONE, null, job.run(run, request, stage, told, heartbeat), told);
            } catch (CancelledException e) {
                return Attempt.ended(afterStop(heartbeat, givenBack), null, told);
            } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
                RunFailure failure = RunFailure.of(e);
                RunFailure why = stage.map(part -> failure.in(part.name())).orElse(failure);
                heard.failed(e);
                if (RunFailure.speaksForItself(e)) {
                    LOG.log(WARNING, "run {0} failed: {1}", run, why.message());
                } else {
                    LOG.log(ERROR, "run " + run + " failed: " + why.message(), e);
                }
                boolean again = stage.isPresent() ? !RunFailure.isPermanent(e) : RunFailure.passes(e);
                if (again) {
                    told.note(why.message() + " (another try may help)");
                }
                return Attempt.ended(again ? End.RETRY : End.FAILED, why, told);
            }
        }
    }

    private static End afterStop(RunHeartbeat heartbeat, Cancellation givenBack) {
        if (heartbeat.lost()) {
            return End.LOST;
        }
        return givenBack.requested() && !heartbeat.cancelled() ? End.GIVEN_BACK : End.CANCELLED;
    }

    private Optional<RunState> append(RunId run, RunState next) {
        return runs.append(run, next) ? Optional.of(next) : Optional.empty();
    }

    private RunState fail(RunId run, RunFailure why) {
        return end(run, latest -> failed(latest, why));
    }

    /** Ends the run, unless it has ended. @return the state that it ended with */
    private RunState end(RunId run, UnaryOperator<RunState> end) {
        return runs.ended(run, runs.update(run, latest -> latest.phase().ended() ? latest : end.apply(latest)));
    }

    private RunState next(RunState from, Phase to, @Nullable String message) {
        if (!RunHistory.allows(from.phase(), to)) {
            throw new IllegalStateException("a run cannot go from " + from.phase() + " to " + to);
        }
        return from.next(to, clock.instant(), owner, message);
    }

    private RunState failed(RunState from, RunFailure why) {
        return from.failed(Phase.FAILED, clock.instant(), owner, why, null);
    }

    private RunState succeeded(RunState running, EnsembleVersion version) {
        return new RunState(running.number() + 1, Phase.SUCCEEDED, clock.instant(), owner, null, version);
    }
}
