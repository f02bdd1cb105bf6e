package dev.stackwright.common;

/** Asked between steps of long work; thread-safe. */
@FunctionalInterface
public interface Cancellation {

    /** Never cancels. */
    Cancellation NEVER = () -> false;

    boolean requested();

    /**
     * Ends work that was asked to stop.
     *
     * @throws CancelledException when the work was asked to stop
     */
    default void throwIfRequested() {
        if (requested()) {
            throw new CancelledException();
        }
    }

    /** Long work was asked to stop, and did. */
    final class CancelledException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public CancelledException() {
            super("cancelled on request");
        }
    }
}
