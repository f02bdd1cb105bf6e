package dev.stackwright.image;

import org.jspecify.annotations.Nullable;

/** Bytes that do not become pixels, and why. */
public final class ImageRejectedException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why. */
    public enum Reason {
        EMPTY,
        NOT_AN_IMAGE,
        UNSUPPORTED_FORMAT,
        TOO_MANY_BYTES,
        TOO_MANY_PIXELS,
        CORRUPT
    }

    private final Reason reason;

    public ImageRejectedException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
