package dev.stackwright.ensemble;

/** There is no ensemble, version or promotion of that name; says which there are. */
public final class UnknownEnsembleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public UnknownEnsembleException(String message) {
        super(message);
    }
}
