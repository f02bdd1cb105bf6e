package dev.stackwright.run;

/** There is no run of that id. */
public final class UnknownRunException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownRunException(String message) {
        super(message);
    }
}
