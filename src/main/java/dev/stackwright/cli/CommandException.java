package dev.stackwright.cli;

/** What a command could not do, in words that speak for themselves: expected, found, what to do next. */
final class CommandException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CommandException(String message) {
        super(message);
    }

    CommandException(String message, Throwable cause) {
        super(message, cause);
    }
}
