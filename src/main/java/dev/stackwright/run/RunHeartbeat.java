package dev.stackwright.run;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Threads;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * The beat of a run under way: writes its progress, which is its sign of life, and looks whether it is to stop. A beat
 * that the store refuses is tried again with the next. Thread-safe; owns a thread, close it.
 */
final class RunHeartbeat implements Cancellation, AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunHeartbeat.class.getName());

    private final RunStore runs;
    private final RunId run;
    private final Consumer<ProgressDocument> written;
    private final RunState running;
    private final RunProgress progress;
    private final RunTimes times;
    private final Clock clock;
    private final Cancellation caller;
    private final BooleanSupplier givenBack;
    private final ScheduledExecutorService beats;
    private volatile boolean cancelled;
    private volatile boolean lost;
    private long writtenChanges = -1;
    private Instant writtenAt = Instant.MIN;

    /** Of a run that one process carries out. */
    static RunHeartbeat ofRun(
            RunStore runs,
            RunId run,
            RunState running,
            RunProgress progress,
            RunTimes times,
            Clock clock,
            Cancellation caller,
            BooleanSupplier givenBack) {
        return new RunHeartbeat(
                runs,
                run,
                document -> runs.putProgress(run, document),
                running,
                progress,
                times,
                clock,
                caller,
                givenBack);
    }

    /** Of one stage; the caller stops the stage and not the run. */
    static RunHeartbeat ofStage(
            RunStore runs,
            RunId run,
            StageCall stage,
            RunState running,
            RunProgress progress,
            RunTimes times,
            Clock clock,
            Cancellation caller) {
        return new RunHeartbeat(
                runs,
                run,
                document -> runs.putProgress(run, stage, document),
                running,
                progress,
                times,
                clock,
                Cancellation.NEVER,
                caller::requested);
    }

    private RunHeartbeat(
            RunStore runs,
            RunId run,
            Consumer<ProgressDocument> written,
            RunState running,
            RunProgress progress,
            RunTimes times,
            Clock clock,
            Cancellation caller,
            BooleanSupplier givenBack) {
        this.runs = runs;
        this.run = run;
        this.written = written;
        this.running = running;
        this.progress = progress;
        this.times = times;
        this.clock = clock;
        this.caller = caller;
        this.givenBack = givenBack;
        this.beats = Executors.newSingleThreadScheduledExecutor(Threads.daemons("pulse-" + run));
    }

    void start() {
        long nanos = times.pulse().toNanos();
        var unused = beats.scheduleWithFixedDelay(this::beat, 0, nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public boolean requested() {
        return cancelled() || lost || givenBack.getAsBoolean();
    }

    /** Someone asked for it. */
    boolean cancelled() {
        return cancelled || caller.requested();
    }

    /** Another process took the run up. */
    boolean lost() {
        return lost;
    }

    /** Writes the progress for the last time. */
    @Override
    public void close() {
        beats.shutdown();
        try {
            beats.awaitTermination(times.lease().toNanos(), TimeUnit.NANOSECONDS);
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
                written.accept(progress.snapshot());
                writtenChanges = changes;
                writtenAt = clock.instant();
            }
        } catch (RuntimeException e) {
            LOG.log(WARNING, "run " + run + ": the store did not take its progress, trying again", e);
        }
    }
}
