package dev.stackwright.server;

import dev.stackwright.app.StackwrightConfig;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many requests are worked on at once, and how long one may take to be sent. It decides before any thread is taken, so
 * that health and metrics, which do not count, are answered however many others come.
 */
@ApplicationScoped
class RequestLimits {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);
    private static final String OWN = "/q/";
    private static final String LATE = "stackwright-late";

    private final int mostRequests;
    private final Duration sending;
    private final AtomicInteger inFlight = new AtomicInteger();

    @Inject
    RequestLimits(StackwrightConfig config) {
        this(config.http().maxRequests(), config.http().sendTimeout());
    }

    /**
     * @param mostRequests 1 or more; those beyond it are refused with 503
     * @param sending from a request's head to the last byte of its body; then the connection is closed
     */
    RequestLimits(int mostRequests, Duration sending) {
        this.mostRequests = mostRequests;
        this.sending = sending;
    }

    /** Before the body is read: {@link RequestGuard} sees to that. */
    void admit(RoutingContext rc) {
        boolean counts = !isLook(rc);
        if (counts && inFlight.incrementAndGet() > mostRequests) {
            inFlight.decrementAndGet();
            FunctionRoutes.answer(
                    rc,
                    Problem.of(
                                    ProblemKind.OVERLOADED,
                                    "expected at most " + mostRequests
                                            + " requests at once, found more; try again, or set"
                                            + " stackwright.http.max-requests")
                            .withRetryAfter(RETRY_AFTER));
            return;
        }
        long late = rc.vertx()
                .setTimer(sending.toMillis(), timer -> rc.request().connection().close());
        rc.put(LATE, late);
        rc.addEndHandler(end -> {
            rc.vertx().cancelTimer(late);
            if (counts) {
                inFlight.decrementAndGet();
            }
        });
        rc.next();
    }

    /** At health, metrics and what else is Quarkus' own, which is answered whatever else there is to do. */
    private static boolean isLook(RoutingContext rc) {
        HttpMethod method = rc.request().method();
        return rc.normalizedPath().startsWith(OWN) && (method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD));
    }

    /** Once the body was read, or begins to be, as that of an upload: what follows takes as long as it takes. */
    void received(RoutingContext rc) {
        Long late = rc.get(LATE);
        if (late != null) {
            rc.vertx().cancelTimer(late);
        }
        rc.next();
    }
}
