package dev.stackwright.run;

/** A stage was begun before one that it needs; begun after it, it will do. */
public final class StageOrderException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public StageOrderException(String message) {
        super(message);
    }
}
