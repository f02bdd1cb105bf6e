package dev.stackwright.download;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.concurrent.Cancellable;
import org.jspecify.annotations.Nullable;

/**
 * Ends requests from outside, when time is up or the work is cancelled. Socket timeouts do not do: they begin anew with
 * each byte, so a server that drips holds a thread for as long as it likes; and a server that is silent would hold a
 * cancelled one.
 */
final class RequestWatch implements AutoCloseable {

    private static final long LOOK_EVERY_MILLIS = 100;

    private final List<Future<?>> looks = new ArrayList<>();
    private final Cancellation cancellation;
    private final Duration timeout;
    private @Nullable Cancellable current;
    private boolean expired;
    private boolean cancelled;

    private RequestWatch(Duration timeout, Cancellation cancellation) {
        this.timeout = timeout;
        this.cancellation = cancellation;
    }

    /** For requests that are all over within {@code limit}. */
    static RequestWatch within(Duration limit, Cancellation cancellation, ScheduledExecutorService scheduler) {
        RequestWatch watch = unlimited(limit, cancellation, scheduler);
        watch.looks.add(scheduler.schedule(() -> watch.end(true), limit.toNanos(), TimeUnit.NANOSECONDS));
        return watch;
    }

    /** For requests that go on as long as bytes come, each within the client's own {@code timeout}. */
    static RequestWatch unlimited(Duration timeout, Cancellation cancellation, ScheduledExecutorService scheduler) {
        RequestWatch watch = new RequestWatch(timeout, cancellation);
        if (cancellation != Cancellation.NEVER) {
            watch.looks.add(scheduler.scheduleWithFixedDelay(
                    watch::look, LOOK_EVERY_MILLIS, LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS));
        }
        return watch;
    }

    /** The request under way from now on; cancelled at once where it is too late already. */
    synchronized void watch(Cancellable request) {
        current = request;
        if (expired || cancelled) {
            request.cancel();
        }
    }

    /**
     * Why a request ended with {@code e}.
     *
     * @throws CancelledException where it was this that cancelled it
     */
    synchronized DownloadException explain(IOException e) {
        if (cancelled) {
            throw new CancelledException();
        }
        return expired ? DownloadException.expired(timeout, e) : DownloadException.of(e, timeout);
    }

    private void look() {
        if (cancellation.requested()) {
            end(false);
        }
    }

    private synchronized void end(boolean late) {
        expired |= late;
        cancelled |= !late;
        if (current != null) {
            current.cancel();
        }
    }

    @Override
    public void close() {
        looks.forEach(look -> look.cancel(false));
    }
}
