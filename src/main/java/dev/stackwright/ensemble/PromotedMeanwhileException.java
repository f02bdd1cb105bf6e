package dev.stackwright.ensemble;

/** A version was promoted while a rollback was decided; rolling back now would undo what nobody looked at. */
public final class PromotedMeanwhileException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    PromotedMeanwhileException(EnsembleName name) {
        super("nothing was rolled back: another version of " + name
                + " was promoted at the same time. Look at its promotions, and ask again if that one is to go.");
    }
}
