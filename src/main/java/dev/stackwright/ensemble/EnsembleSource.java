package dev.stackwright.ensemble;

import java.util.List;
import java.util.Optional;

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
}
