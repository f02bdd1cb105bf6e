package dev.stackwright.event;

/** A process ends without a word: nothing in the product catches this. */
final class KilledError extends Error {

    private static final long serialVersionUID = 1L;

    KilledError() {
        super("killed", null, false, false);
    }
}
