package dev.stackwright.common;

import org.jspecify.annotations.Nullable;

/** A document that is not the JSON it should be. */
public class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedJsonException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
