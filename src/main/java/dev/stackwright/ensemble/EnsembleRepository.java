package dev.stackwright.ensemble;

import dev.stackwright.progress.Progress;
import dev.stackwright.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Ensembles in the bucket: {@code ensembles/<name>/versions/<version>/…} and {@code ensembles/<name>/promotions/<n>}.
 * Nothing is ever overwritten; a reader sees the old or the new ensemble, whole. Thread-safe, also across processes.
 */
public final class EnsembleRepository {

    /** @param cache folder where versions are kept after their checksums were verified */
    public EnsembleRepository(ObjectStore store, Clock clock, Path cache) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Writes every file of the version, then its manifest. Not yet promoted. */
    public Manifest publish(EnsembleName name, Draft draft, Progress progress) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** @throws UnknownEnsembleException when there is no such version */
    public Promotion promote(EnsembleName name, EnsembleVersion version, String by, String why) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Promotes the version that was promoted before the present one (or {@code n} steps back in distinct versions). */
    public Promotion rollback(EnsembleName name, String by, String why) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The promotion in force, or empty where none was ever made. */
    public Optional<Promotion> promoted(EnsembleName name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Every promotion, oldest first. */
    public List<Promotion> promotions(EnsembleName name) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Names with at least one whole version. */
    public List<EnsembleName> names() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Whole versions, oldest first. */
    public List<EnsembleVersion> versions(EnsembleName name) {
        throw new UnsupportedOperationException("skeleton");
    }

    public Optional<Manifest> manifest(EnsembleName name, EnsembleVersion version) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** The bytes of {@code report.json}, verified. */
    public byte[] report(EnsembleName name, EnsembleVersion version) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Reads every file again and compares; empty where all is well, else one line a fault. */
    public List<String> verify(EnsembleName name, EnsembleVersion version) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Copies the version, manifest included, into {@code folder} and verifies it. A SavedModel that TensorFlow loads. */
    public void export(EnsembleName name, EnsembleVersion version, Path folder) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Downloads (or finds in the cache), verifies and loads; the caller closes it. */
    public LoadedEnsemble load(EnsembleName name, EnsembleVersion version) {
        throw new UnsupportedOperationException("skeleton");
    }
}
