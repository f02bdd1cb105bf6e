package dev.stackwright.dataset;

import org.jspecify.annotations.Nullable;

/** A dataset that cannot be used: what was expected, what was found, what to do. */
public final class DatasetException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatasetException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
