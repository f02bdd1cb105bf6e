package dev.stackwright.server;

import dev.stackwright.common.LongSemaphore;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import io.vertx.ext.web.impl.RoutingContextInternal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How long a body may be, and how many long ones are held at once. Bodies are read here, so that Quarkus, which has one
 * limit for all, finds them read. A body with images tells its length beforehand: what is not told is at most {@link
 * #SMALL}, and memory is bounded by what is told. Thread-safe.
 */
final class BodyLimits {

    /** Of any body, in bytes. */
    static final long SMALL = 1 << 20;

    /** Of a body of {@code POST /classify} that tells its length, in bytes; quarkus.http.limits.max-body-size agrees. */
    static final long WITH_IMAGES = 32 << 20;

    /** The request's bytes, their text in a JSON tree, and the images read from it. */
    private static final int COPIES = 3;

    private static final long UNIT = 1024;

    private static final Duration AGAIN = Duration.ofSeconds(2);

    private final LongSemaphore budget;
    private final BodyHandler small;
    private final BodyHandler withImages;

    /** @param memory for all long bodies together, in bytes; one is let in alone in any case */
    BodyLimits(long memory, Path uploads) {
        this.budget = new LongSemaphore(memory, UNIT);
        this.small = reader(SMALL, uploads);
        this.withImages = reader(WITH_IMAGES, uploads);
    }

    private static BodyHandler reader(long limit, Path uploads) {
        return BodyHandler.create(uploads.toString()).setBodyLimit(limit).setDeleteUploadedFilesOnEnd(true);
    }

    /** Reads the body, then goes on; or fails with 413, or answers 503 where others hold the memory. */
    void read(RoutingContext rc) {
        HttpServerRequest request = rc.request();
        if (UploadRoute.takes(request.method().name(), rc.normalizedPath())) {
            // read there, as a stream, once it is known who asks. Quarkus' own reader comes before that (its route has
            // the second of all orders) and passes over a body only by this mark, for which there is no public name
            request.pause();
            ((RoutingContextInternal) rc).visitHandler(RoutingContextInternal.BODY_HANDLER);
            rc.next();
            return;
        }
        request.resume();
        long told = told(request);
        if (told <= SMALL || !ImageBodies.PATH.equals(rc.normalizedPath())) {
            small.handle(rc);
            return;
        }
        if (told > WITH_IMAGES) {
            rc.fail(413);
            return;
        }
        Optional<Runnable> held = hold(told);
        if (held.isEmpty()) {
            FunctionRoutes.answer(
                    rc,
                    Problem.of(
                                    ProblemKind.OVERLOADED,
                                    "expected memory for a body of " + told
                                            + " bytes, found that those of other requests hold it; try again")
                            .withRetryAfter(AGAIN));
            return;
        }
        rc.addEndHandler(end -> held.get().run());
        withImages.handle(rc);
    }

    /** What lets the memory for a body of so many bytes go; empty where there is none. */
    Optional<Runnable> hold(long bytes) {
        long wanted = COPIES * bytes;
        return budget.tryAcquire(wanted) ? Optional.of(() -> budget.release(wanted)) : Optional.empty();
    }

    /** 0 where nothing is told: then it is counted while it is read. */
    private static long told(HttpServerRequest request) {
        String length = request.getHeader("content-length");
        try {
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return 0; // the HTTP decoder refuses it
        }
    }
}
