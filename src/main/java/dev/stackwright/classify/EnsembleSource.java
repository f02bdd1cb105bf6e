package dev.stackwright.classify;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Promotion;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Where versions come from: what of {@link EnsembleRepository} serving needs. Thread-safe. */
public interface EnsembleSource {

    /** The version that shall be served, or empty where none was ever promoted. */
    Optional<EnsembleVersion> promoted(EnsembleName name);

    /** What was promoted before that version and is another one, the latest first. */
    List<EnsembleVersion> earlier(EnsembleName name);

    /** Downloads, verifies and loads; the caller closes it. */
    Predictor load(EnsembleName name, EnsembleVersion version);

    static EnsembleSource of(EnsembleRepository repository) {
        return new EnsembleSource() {
            @Override
            public Optional<EnsembleVersion> promoted(EnsembleName name) {
                return repository.promoted(name).map(Promotion::version);
            }

            @Override
            public List<EnsembleVersion> earlier(EnsembleName name) {
                List<EnsembleVersion> versions = new ArrayList<>(repository.promotions(name).stream()
                        .map(Promotion::version)
                        .toList());
                Collections.reverse(versions);
                return versions.stream().distinct().skip(1).toList();
            }

            @Override
            public Predictor load(EnsembleName name, EnsembleVersion version) {
                return repository.load(name, version);
            }
        };
    }
}
