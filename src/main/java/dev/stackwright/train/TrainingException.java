package dev.stackwright.train;

import org.jspecify.annotations.Nullable;

/** Training cannot go on: what was expected, what was found, what to do. */
public final class TrainingException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public TrainingException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
