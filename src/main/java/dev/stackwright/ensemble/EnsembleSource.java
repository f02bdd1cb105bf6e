package dev.stackwright.ensemble;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where promoted versions come from: what of {@link EnsembleRepository} serving needs. Thread-safe. */
public interface EnsembleSource {

    /** The promotion in force, the last that can be read, or empty where there is none. */
    Optional<Promotion> promoted(EnsembleName name);

    /** Every promotion that can be read, oldest first. */
    List<Promotion> promotions(EnsembleName name);

    /**
     * Finds the version or downloads it; verifies and loads; the caller closes it.
     *
     * @throws UnknownEnsembleException when there is no such version
     * @throws EnsembleDamagedException when it is not what its manifest says
     */
    Predictor load(EnsembleName name, EnsembleVersion version);

    /** There is no ensemble, version or promotion of that name; says which there are. */
    final class UnknownEnsembleException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public UnknownEnsembleException(String message) {
            super(message);
        }
    }

    /** A version whose files are not what its manifest says. */
    final class EnsembleDamagedException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public EnsembleDamagedException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
