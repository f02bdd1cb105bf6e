package dev.stackwright.server;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;

import dev.stackwright.common.Json;
import io.netty.handler.codec.DecoderException;
import io.quarkus.security.AuthenticationFailedException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;

/**
 * What stands around the functions. Funqy takes every method and content type, answers with 200 alone, and answers each
 * failure with 500 as text; so the head of a request is looked at here before Funqy sees it, and each failure is answered
 * here. The body is Funqy's to parse.
 */
@ApplicationScoped
class FunctionRoutes {

    private static final System.Logger LOG = System.getLogger(FunctionRoutes.class.getName());

    /** Before Funqy; ProblemsOverHttpTest would see it if it were not. */
    private static final int BEFORE = -1000;

    /** After every route of Quarkus. */
    private static final int LAST = Integer.MAX_VALUE;

    /** Set by the Lambda web adapter on every request that it makes. */
    private static final String THROUGH_ADAPTER = "x-amzn-lambda-context";

    /**
     * What the adapter is told to take for a failed call, by {@code AWS_LWA_ERROR_STATUS_CODES}: a status that nothing but
     * a failed event has, as callers of the API would see "Internal Server Error" in place of any other.
     */
    private static final int EVENT_FAILED = 599;

    private final Refusals refusals;

    @Inject
    FunctionRoutes(Refusals refusals) {
        this.refusals = refusals;
    }

    void install(@Observes Router router) {
        guard(router, "/train", 202);
        guard(router, "/classify", 200);
        router.route(EventsResource.PATH).order(BEFORE).handler(FunctionRoutes::keepRefusals);
        router.route().order(BEFORE).handler(FunctionRoutes::widen).failureHandler(this::fail);
        router.route().order(LAST).handler(rc -> answer(rc, Problems.ofStatus(404)));
    }

    /**
     * Generated clients accept what is JSON of all that an operation may answer, which are its problems alone where the answer
     * is a page or events: such a client takes what there is.
     */
    private static void widen(RoutingContext rc) {
        if (Problem.MEDIA_TYPE.equals(rc.request().getHeader("accept"))) {
            rc.request().headers().remove("accept");
        }
        rc.next();
    }

    private static void guard(Router router, String path, int success) {
        router.route(path).order(BEFORE).handler(rc -> {
            if (!HttpMethod.POST.equals(rc.request().method())) {
                rc.response().putHeader("allow", "POST");
                answer(rc, Problems.ofStatus(405));
                return;
            }
            rc.addHeadersEndHandler(end -> {
                if (rc.response().getStatusCode() == 200) {
                    rc.response().setStatusCode(success);
                }
            });
            rc.next();
        });
    }

    /**
     * Through the adapter, only {@link #EVENT_FAILED} says that an event was not handled; of any other answer it passes on
     * the body alone, and a queue deletes the messages.
     */
    private static void keepRefusals(RoutingContext rc) {
        rc.addHeadersEndHandler(
                end -> rc.response().setStatusCode(status(rc, rc.response().getStatusCode())));
        rc.next();
    }

    private static int status(RoutingContext rc, int status) {
        boolean lost =
                EventsResource.PATH.equals(rc.normalizedPath()) && rc.request().getHeader(THROUGH_ADAPTER) != null;
        return lost && status >= 400 ? EVENT_FAILED : status;
    }

    /** A connection fails with such an exception while a request is being sent; 400 is what a form deserved that cannot be read. */
    private static boolean hasHungUp(RoutingContext rc) {
        return rc.response().closed()
                || rc.failure() instanceof HttpClosedException
                || (rc.failure() instanceof IOException
                        && rc.statusCode() != 400
                        && !rc.request().isEnded());
    }

    /** A query or a form that the HTTP server could not take apart. */
    private static boolean isUnreadable(Throwable failure, int status) {
        return status == 400 && (failure instanceof IOException || failure instanceof DecoderException)
                || failure instanceof HttpException http && http.getStatusCode() == 400;
    }

    private void fail(RoutingContext rc) {
        if (hasHungUp(rc)) {
            LOG.log(DEBUG, "{0}: the client has hung up", rc.normalizedPath());
            return; // nobody is left to be answered, and nothing of ours has failed
        }
        if (rc.response().ended() || rc.response().headWritten()) {
            rc.next();
            return;
        }
        Throwable failure = rc.failure();
        if (failure instanceof AuthenticationFailedException) {
            answer(rc, refusals.of(rc, "a token: " + failure.getMessage()));
        } else if (rc.statusCode() == 400 && rc.request().authority() == null) {
            answer(rc, RequestGuard.withoutHost()); // of HTTP/1.1, which is refused before the guard sees it
        } else if (failure != null && isUnreadable(failure, rc.statusCode())) {
            answer(
                    rc,
                    Problem.of(
                            ProblemKind.INVALID_REQUEST,
                            "expected a query whose escapes are as in %20, and a form as browsers send it; found one that"
                                    + " cannot be read: " + failure.getMessage()));
        } else {
            answer(rc, failure == null ? unexplained(rc) : Problems.of(failure));
        }
    }

    /** Funqy tells a bare status, for one of a body that is no JSON: that is parsed once more for where it goes wrong. */
    private static Problem unexplained(RoutingContext rc) {
        if (rc.statusCode() == 400 && rc.body().buffer() != null) {
            try {
                var unused = RequestBodies.tree(RequestBodies.of(rc));
            } catch (ProblemException malformed) {
                return malformed.problem();
            }
        }
        if (rc.statusCode() >= 500) {
            LOG.log(
                    ERROR,
                    "{0} failed; quarkus.log.category.\"io.quarkus.funqy\".level=ERROR shows why",
                    rc.normalizedPath());
        }
        return Problems.ofStatus(rc.statusCode());
    }

    /** Ends a request with a problem. */
    static void answer(RoutingContext rc, Problem problem) {
        if (problem.retryAfter() != null) {
            rc.response()
                    .putHeader(
                            "retry-after", String.valueOf(problem.retryAfter().toSeconds()));
        }
        if (problem.status() == 401) {
            rc.response().putHeader("www-authenticate", ApiKeyMechanism.CHALLENGE);
        }
        rc.response()
                .setStatusCode(status(rc, problem.status()))
                .putHeader("content-type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(Json.bytes(problem)));
    }
}
