package dev.stackwright.classify;

import java.time.Duration;

/** A request for which there was no memory in time. The same request succeeds once others are answered. */
public final class OverloadedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Duration retryAfter;

    public OverloadedException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** When to try again; whole seconds, 1 or more. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
