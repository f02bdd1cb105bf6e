package dev.stackwright.run;

import static java.lang.System.Logger.Level.ERROR;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Threads;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Takes free runs up, oldest first, one at a time, on a daemon thread. On close, the run under way is stopped between
 * two steps and queued again. An error of the JVM, such as a full heap, does not end it. Thread-safe.
 */
public final class RunWorker implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(RunWorker.class.getName());

    private final RunExecutor executor;
    private final Semaphore wakes = new Semaphore(0);
    private final RunTimes times;
    private final Duration patience;
    private final Thread thread;
    private volatile boolean closing;

    /** @param patience how long close waits for the run under way; after it the run is left to its lease */
    public RunWorker(RunExecutor executor, RunTimes times, Duration patience) {
        this.executor = executor;
        this.times = times;
        this.patience = patience;
        this.thread = Threads.daemon("run-worker", this::work);
    }

    /** Begins to work; once. */
    public void start() {
        thread.start();
    }

    /** Tells of a run that was submitted; it is looked for at once. */
    public void wake(RunId run) {
        executor.submitted(run);
        wakes.release();
    }

    @Override
    public void close() {
        closing = true;
        wakes.release();
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        while (!closing) {
            try {
                Optional<RunId> next = executor.nextFree();
                if (next.isPresent()) {
                    executor.run(next.get(), Progress.NONE, Cancellation.NEVER, () -> closing);
                } else {
                    await();
                }
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException | Error e) {
                LOG.log(ERROR, "the queue could not be read, trying again", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            await();
        } catch (InterruptedException e) {
            closing = true;
        }
    }

    /** Waits until woken, or for the next look. */
    private void await() throws InterruptedException {
        if (wakes.tryAcquire(times.poll().toNanos(), TimeUnit.NANOSECONDS)) {
            wakes.drainPermits();
        }
    }
}
