package dev.stackwright.run;

import org.jspecify.annotations.Nullable;

/** What carries runs out could not be reached, or refused. The run stays as it is, to be launched again. */
public final class LaunchException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public LaunchException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
