package dev.stackwright.network.weights;

import org.jspecify.annotations.Nullable;

/** Weights that cannot be had, or do not fit their network. */
public final class WeightsException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public WeightsException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
