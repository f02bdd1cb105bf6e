package dev.stackwright.download;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * The end of one fetch, all hops together. Socket timeouts do not do: they begin anew with each byte, so a server that
 * drips holds a thread for as long as it likes, and HttpClient reads on to the end of a body when a response is closed.
 * Only cancelling the request from outside ends that.
 */
final class FetchDeadline implements AutoCloseable {

    private final ScheduledFuture<?> alarm;
    private @Nullable Cancellable current;
    private boolean expired;

    FetchDeadline(ScheduledExecutorService scheduler, Duration limit) {
        alarm = scheduler.schedule(this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** The request under way from now on; cancelled at once where time is up already. */
    synchronized void watch(Cancellable request) {
        current = request;
        if (expired) {
            request.cancel();
        }
    }

    synchronized boolean expired() {
        return expired;
    }

    private synchronized void expire() {
        expired = true;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void close() {
        alarm.cancel(false);
    }
}
