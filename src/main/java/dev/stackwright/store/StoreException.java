package dev.stackwright.store;

import org.jspecify.annotations.Nullable;

/** The store could not be reached, or refused. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StoreException(String message) {
        this(message, null);
    }

    public StoreException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
