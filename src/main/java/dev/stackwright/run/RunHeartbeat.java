package dev.stackwright.run;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Threads;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The beat of a run under way, or of one of its stages: writes its progress, which is its sign of life, and looks whether
 * it is to stop. A beat that the store refuses is tried again with the next. Thread-safe; owns a thread, close it.
 */
final class RunHeartbeat implements Cancellation, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunHeartbeat.class.getName());

    /** For how long the end waits for a beat that the store keeps; then it is interrupted. */
    private static final Duration LAST_BEAT = Duration.ofSeconds(5);

    private final RunStore runs;
    private final RunId run;
    private final Optional<Stage.Request> stage;
    private final RunState running;
    private final RunProgress progress;
    private final RunTimes times;
    private final Clock clock;
    private final Cancellation caller;
    private final Cancellation givenBack;
    private final ScheduledExecutorService beats;
    private volatile boolean cancelled;
    private volatile boolean lost;
    private long writtenChanges = -1;
    private Instant writtenAt = Instant.MIN;

    /**
     * @param stage where one alone is done
     * @param caller cancels the run
     * @param givenBack stops this attempt and not the run
     */
    RunHeartbeat(
            RunStore runs,
            RunId run,
            Optional<Stage.Request> stage,
            RunState running,
            RunProgress progress,
            RunTimes times,
            Clock clock,
            Cancellation caller,
            Cancellation givenBack) {
        this.runs = runs;
        this.run = run;
        this.stage = stage;
        this.running = running;
        this.progress = progress;
        this.times = times;
        this.clock = clock;
        this.caller = caller;
        this.givenBack = givenBack;
        this.beats = Executors.newSingleThreadScheduledExecutor(work -> Threads.daemon("heartbeat-" + run, work));
    }

    void start() {
        long nanos = times.pulse().toNanos();
        var unused = beats.scheduleWithFixedDelay(this::beat, 0, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean requested() {
        return cancelled() || lost || givenBack.requested();
    }

    /** Someone asked for it. */
    boolean cancelled() {
        return cancelled || caller.requested();
    }

    /** Another process took the run up, or ended it. */
    boolean lost() {
        return lost;
    }

    /** Writes the progress for the last time. */
    @Override
    public void close() {
        beats.shutdown();
        try {
            if (!beats.awaitTermination(LAST_BEAT.toNanos(), TimeUnit.NANOSECONDS)) {
                beats.shutdownNow();
            }
        } catch (InterruptedException e) {
            beats.shutdownNow();
            Thread.currentThread().interrupt();
        }
        beat();
    }

    private synchronized void beat() {
        try {
            cancelled = cancelled || runs.cancelRequested(run);
            lost = lost
                    || runs.latest(run)
                            .filter(s -> s.number() > running.number())
                            .isPresent();
            long changes = progress.changes();
            boolean due = writtenAt.plus(times.lease().dividedBy(4)).isBefore(clock.instant());
            if (!lost && (changes != writtenChanges || due)) {
                runs.putProgress(run, stage, progress.snapshot());
                writtenChanges = changes;
                writtenAt = clock.instant();
            }
        } catch (RuntimeException | Error e) {
            LOG.log(WARNING, "run " + run + ": the store did not take its progress, trying again", e);
        }
    }
}
