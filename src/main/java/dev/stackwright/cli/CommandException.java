package dev.stackwright.cli;

import org.jspecify.annotations.Nullable;

/** What a command could not do, in words that speak for themselves: expected, found, what to do next. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
