package dev.stackwright.server;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a request that failed: {@code application/problem+json} (RFC 9457).
 *
 * @param type a stable name, e.g. {@code urn:stackwright:problem:invalid-request}
 * @param title the same for every problem of the type
 * @param status the HTTP status
 * @param detail what was expected, what was found, what to do
 * @param field the part of the request at fault, where there is one, e.g. {@code urls[3]}
 * @param retryAfter when to try again, for the header {@code Retry-After}; whole seconds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        @Nullable String field,
        @JsonIgnore @Nullable Duration retryAfter) {

    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";

    static Problem of(ProblemKind kind, String detail) {
        return new Problem(kind.type(), kind.title(), kind.status(), detail, null, null);
    }

    static Problem of(ProblemKind kind, String detail, @Nullable String field) {
        return new Problem(kind.type(), kind.title(), kind.status(), detail, field, null);
    }

    /** The kind's document with another status, for statuses that have no kind of their own. */
    Problem withStatus(int other) {
        return new Problem(type, title, other, detail, field, retryAfter);
    }

    Problem withRetryAfter(Duration other) {
        return new Problem(type, title, status, detail, field, other);
    }
}
