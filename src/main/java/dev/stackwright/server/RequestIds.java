package dev.stackwright.server;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.vertx.ext.web.RoutingContext;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * Gives each request a name by which it is found again: the one in its header {@code X-Request-Id}, else that of its trace,
 * else a random one. It is in the answer's header, and in each line of the log that the request's threads write.
 */
final class RequestIds {

    static final String HEADER = "X-Request-Id";
    static final String LOGGED = "requestId";

    /** What others wrote is taken up only where it can be nothing but a name. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,128}");

    private RequestIds() {}

    static void give(RoutingContext rc) {
        String id = of(rc.request().getHeader(HEADER), Span.current().getSpanContext());
        rc.response().putHeader(HEADER, id);
        MDC.put(LOGGED, id);
        rc.next();
    }

    static String of(@Nullable String asked, SpanContext span) {
        if (asked != null && NAME.matcher(asked).matches()) {
            return asked;
        }
        return span.isValid() ? span.getTraceId() : UUID.randomUUID().toString();
    }
}
