package dev.stackwright.ensemble;

import org.jspecify.annotations.Nullable;

/** A version whose files are not what its manifest says. */
public final class EnsembleDamagedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EnsembleDamagedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
