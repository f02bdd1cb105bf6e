package dev.stackwright.server;

import dev.stackwright.common.KebabCase;

/** What can go wrong over HTTP: the status and a stable name, the same for functions and REST. */
enum ProblemKind {
    MALFORMED_JSON(400, "Malformed JSON"),
    INVALID_REQUEST(400, "Invalid request"),
    MALFORMED_EVENT(400, "Malformed event"),
    UNAUTHENTICATED(401, "Who is asking?"),
    FORBIDDEN(403, "Forbidden"),
    CROSS_SITE_REQUEST(403, "Cross-site request"),
    NOT_FOUND(404, "Not found"),
    UNKNOWN_ENSEMBLE(404, "Unknown ensemble"),
    UNKNOWN_RUN(404, "Unknown run"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "Not acceptable"),
    CONFLICT(409, "Conflict"),
    TOO_LARGE(413, "Body too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    MISDIRECTED_REQUEST(421, "Misdirected request"),
    TOO_MANY_TRIES(429, "Too many tries"),
    REFUSED(400, "Refused"),
    INTERNAL(500, "Internal error"),
    DAMAGED_ENSEMBLE(500, "Damaged ensemble"),
    DAMAGED_OBJECT(500, "Damaged object"),
    EVENT_NOT_HANDLED(503, "Event not handled"),
    OVERLOADED(503, "Overloaded"),
    LAUNCH_FAILED(503, "Launch failed"),
    STORE_UNAVAILABLE(503, "Store unavailable");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    int status() {
        return status;
    }

    String title() {
        return title;
    }

    /** The {@code type} of the problem document: a name to compare, not an address to fetch. */
    String type() {
        return "urn:stackwright:problem:" + KebabCase.of(this);
    }

    /** The kind that fits a bare status. */
    static ProblemKind of(int status) {
        return switch (status) {
            case 401 -> UNAUTHENTICATED;
            case 403 -> FORBIDDEN;
            case 404 -> NOT_FOUND;
            case 405 -> METHOD_NOT_ALLOWED;
            case 406 -> NOT_ACCEPTABLE;
            case 409 -> CONFLICT;
            case 413 -> TOO_LARGE;
            case 415 -> UNSUPPORTED_MEDIA_TYPE;
            case 503 -> STORE_UNAVAILABLE;
            default -> status >= 500 ? INTERNAL : REFUSED;
        };
    }
}
