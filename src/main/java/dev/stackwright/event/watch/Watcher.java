package dev.stackwright.event.watch;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.store.StoreException;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Looks again and again, on a daemon thread of its own. Thread-safe; close it. */
public final class Watcher implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Watcher.class.getName());

    /** For an object that is being handled when it ends; what is not done by then is found again. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Watch watch;
    private final Duration interval;
    private final ScheduledExecutorService thread;
    private volatile boolean closing;
    private boolean failing;

    /** @param interval from the end of one round to the next */
    public Watcher(Watch watch, Duration interval) {
        this.watch = watch;
        this.interval = interval;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "watcher");
            made.setDaemon(true);
            return made;
        });
    }

    /** Begins; once. */
    public void start() {
        var unused = thread.scheduleWithFixedDelay(this::round, 0, interval.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        closing = true;
        thread.shutdown();
        try {
            if (!thread.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void round() {
        try {
            watch.round(() -> closing);
            failing = false;
        } catch (StoreException e) {
            if (!failing) {
                LOG.log(WARNING, "the store cannot be watched, trying on: {0}", e.getMessage());
            }
            failing = true;
        } catch (RuntimeException e) {
            LOG.log(ERROR, "looking for uploads failed, trying on", e);
        }
    }
}
