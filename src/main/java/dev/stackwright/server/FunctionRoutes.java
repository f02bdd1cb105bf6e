package dev.stackwright.server;

import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.common.Json;
import dev.stackwright.run.TrainRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What stands before and behind the functions. Funqy passes over unknown fields, hands over null for an empty body and
 * answers every failure with 500 as text; so each body is read strictly before Funqy sees it, and each failure is
 * answered here.
 */
@ApplicationScoped
class FunctionRoutes {

    /** After the body was read, before Funqy. */
    private static final int BEFORE = -1000;

    /** After every route of Quarkus. */
    private static final int LAST = Integer.MAX_VALUE;

    /** Set by the Lambda web adapter on every request that it makes. */
    private static final String THROUGH_ADAPTER = "x-amzn-lambda-context";

    void install(@Observes Router router) {
        guard(router, "/train", TrainRequest.class, 202);
        guard(router, "/classify", ClassifyRequest.class, 200);
        router.route(EventsResource.PATH).order(BEFORE).handler(FunctionRoutes::keepRefusals);
        router.route().order(BEFORE).failureHandler(FunctionRoutes::fail);
        router.route().order(LAST).handler(rc -> answer(rc, Problems.ofStatus(404)));
    }

    private static void guard(Router router, String path, Class<? extends Record> type, int success) {
        router.route(path).order(BEFORE).handler(rc -> {
            if (!HttpMethod.POST.equals(rc.request().method())) {
                rc.response().putHeader("allow", "POST");
                answer(rc, Problems.ofStatus(405));
                return;
            }
            if (!isJson(rc.request().getHeader("content-type"))) {
                answer(rc, Problems.ofStatus(415));
                return;
            }
            try {
                RequestBodies.read(RequestBodies.of(rc), type);
            } catch (ProblemException e) {
                answer(rc, e.problem());
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
     * Through the adapter, only a status of 500 or more says that an event was not handled; of any other answer it
     * passes on the body alone, and a queue deletes the messages.
     */
    private static void keepRefusals(RoutingContext rc) {
        rc.addHeadersEndHandler(
                end -> rc.response().setStatusCode(status(rc, rc.response().getStatusCode())));
        rc.next();
    }

    private static int status(RoutingContext rc, int status) {
        boolean lost =
                EventsResource.PATH.equals(rc.normalizedPath()) && rc.request().getHeader(THROUGH_ADAPTER) != null;
        return lost && status >= 400 && status < 500 ? 500 : status;
    }

    /** A page of another site can send a browser here with text, but not with JSON unless it was allowed to. */
    private static boolean isJson(@org.jspecify.annotations.Nullable String contentType) {
        return contentType == null
                || contentType.toLowerCase(java.util.Locale.ROOT).startsWith("application/json");
    }

    private static void fail(RoutingContext rc) {
        if (rc.response().ended() || rc.response().headWritten()) {
            rc.next();
            return;
        }
        Throwable failure = rc.failure();
        answer(rc, failure == null ? Problems.ofStatus(rc.statusCode()) : Problems.of(failure));
    }

    private static void answer(RoutingContext rc, Problem problem) {
        if (problem.retryAfter() != null) {
            rc.response()
                    .putHeader(
                            "retry-after", String.valueOf(problem.retryAfter().toSeconds()));
        }
        rc.response()
                .setStatusCode(status(rc, problem.status()))
                .putHeader("content-type", Problem.MEDIA_TYPE)
                .end(Buffer.buffer(Json.bytes(problem)));
    }
}
