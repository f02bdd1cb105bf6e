package dev.stackwright.run;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes a run up and brings it to an end. Whoever creates the next state made the transition, so that of several
 * processes one runs a run. Thread-safe.
 */
public final class RunExecutor {

    /** A run that so often ended without a word is not tried again. */
    static final int MAX_ATTEMPTS = 3;

    private static final System.Logger LOG = System.getLogger(RunExecutor.class.getName());

    private final RunStore runs;
    private final TrainingJob job;
    private final Clock clock;
    private final RunTimes times;
    private final String owner;
    private final RunListener listener;

    /** @param owner names this process; no two share a name */
    public RunExecutor(
            ObjectStore store, TrainingJob job, Clock clock, RunTimes times, String owner, RunListener listener) {
        this.runs = new RunStore(store);
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
     * @return the last state, or empty where the run is not free: another process has it, or it has ended
     * @throws UnknownRunException when there is none
     */
    public Optional<RunState> execute(RunId run, Progress progress, Cancellation cancellation) {
        return execute(run, progress, cancellation, () -> false);
    }

    /** @param givenBack once true, the run is stopped and queued again, for the next process */
    Optional<RunState> execute(RunId run, Progress progress, Cancellation cancellation, BooleanSupplier givenBack) {
        RunHistory history = runs.history(run).orElseThrow(() -> new UnknownRunException("there is no run " + run));
        if (!isFree(run, history)) {
            return Optional.empty();
        }
        RunState latest = history.latest();
        if (runs.cancelRequested(run)) {
            return advance(run, latest, Phase.CANCELLED, "cancelled before it began", null);
        }
        if (history.attempts() >= MAX_ATTEMPTS) {
            return advance(
                    run,
                    latest,
                    Phase.FAILED,
                    "given up after " + MAX_ATTEMPTS + " attempts: each time the process that trained it ended without"
                            + " a word. Look for a lack of memory, or submit a smaller run",
                    null);
        }
        return advance(run, latest, Phase.RUNNING, null, null)
                .flatMap(running -> runToItsEnd(run, running, progress, cancellation, givenBack));
    }

    /** The oldest run that may be taken up. */
    Optional<RunId> nextFree() {
        return runs.ids().stream()
                .filter(run -> runs.readableLatest(run)
                        .filter(latest -> !latest.phase().ended())
                        .isPresent())
                .filter(run -> runs.history(run).filter(h -> isFree(run, h)).isPresent())
                .findFirst();
    }

    private boolean isFree(RunId run, RunHistory history) {
        if (!runs.launches().isForWorkers(run)) {
            return false;
        }
        Instant heartbeat = history.latest().phase() == Phase.RUNNING
                ? runs.progress(run).map(ProgressDocument::at).orElse(null)
                : null;
        return history.isFree(heartbeat, clock.instant(), times.lease(), times.orphanedBefore());
    }

    private Optional<RunState> runToItsEnd(
            RunId run, RunState running, Progress progress, Cancellation cancellation, BooleanSupplier givenBack) {
        LOG.log(INFO, "run {0} begins", run);
        RunProgress told = new RunProgress(owner, clock, progress);
        RunHeartbeat pulse = RunHeartbeat.ofRun(runs, run, running, told, times, clock, cancellation, givenBack);
        Ending ending;
        try (pulse) {
            pulse.start();
            EnsembleVersion version = job.run(run, runs.request(run), told, pulse);
            ending = new Ending(Phase.SUCCEEDED, null, version);
        } catch (CancelledException e) {
            ending = afterStop(pulse, givenBack.getAsBoolean());
        } catch (Exception | LinkageError | OutOfMemoryError | StackOverflowError | AssertionError e) {
            LOG.log(ERROR, "run " + run + " failed", e);
            ending = new Ending(Phase.FAILED, Failures.forPeople(e), null);
        }
        if (ending == null) {
            LOG.log(WARNING, "run {0} was taken up by another process and is left to it", run);
            return Optional.empty();
        }
        listener.ended(ending.phase(), Duration.between(running.at(), clock.instant()));
        Optional<RunState> ended = advance(run, running, ending.phase(), ending.message(), ending.version());
        LOG.log(INFO, "run {0} {1}", run, ended.map(s -> s.phase().text()).orElse("was ended by another process"));
        return ended;
    }

    private static @Nullable Ending afterStop(RunHeartbeat pulse, boolean givenBack) {
        if (pulse.lost()) {
            return null;
        }
        return givenBack && !pulse.cancelled()
                ? new Ending(Phase.QUEUED, "interrupted by a shutdown; the next process begins it again", null)
                : new Ending(Phase.CANCELLED, "cancelled on request", null);
    }

    private record Ending(
            Phase phase, @Nullable String message, @Nullable EnsembleVersion version) {}

    private Optional<RunState> advance(
            RunId run, RunState from, Phase to, @Nullable String message, @Nullable EnsembleVersion version) {
        if (!RunHistory.allows(from.phase(), to)) {
            throw new IllegalStateException("run " + run + " cannot go from " + from.phase() + " to " + to);
        }
        RunState next = new RunState(from.number() + 1, to, clock.instant(), owner, message, version);
        return runs.advance(run, next) ? Optional.of(next) : Optional.empty();
    }
}
