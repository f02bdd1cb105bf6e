package dev.stackwright.ensemble;

import dev.stackwright.image.PixelBatch;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How an engine keeps models in files and answers with them: one implementation an engine, chosen where the program is
 * put together. Thread-safe.
 */
public interface ModelFormat {

    /** The input of a model, uint8 {@code [n, size, size, 3]}, RGB. */
    String PIXELS = "pixels";

    /** The ensemble's answer, float32 {@code [n, labels]}. */
    String PROBABILITIES = "probabilities";

    /** Begins the name of each member's answer, which ends with the member's place: {@code member_0}. */
    String MEMBER = "member_";

    /**
     * How unlike the training photos an image is, float32 {@code [n, 1]}: {@link
     * dev.stackwright.network.FeatureSubspace#unfamiliarity}, the mean over members. Not in older versions.
     */
    String UNFAMILIARITY = "unfamiliarity";

    /** Begins the names of {@link Evidence#members}, float32 {@code [n, size, size, labels]}; of none in older versions. */
    String EVIDENCE = "evidence_";

    /** Begins the names of {@link Evidence#parts}, likewise. */
    String PART = "part_";

    /** The engine's name and version, for manifests. */
    Map<String, String> software();

    /**
     * Writes a model into a folder, which must exist. The same model gives the same bytes.
     *
     * @return the files below the folder, as a manifest lists them
     * @throws IllegalArgumentException when the format cannot hold the model
     */
    List<String> write(EnsembleModel model, Path folder);

    /**
     * How far engines agree on what {@link #write} wrote; empty where there is one engine alone.
     *
     * @param photos asked for only where there is something to compare
     */
    default Optional<EngineAgreement> agreement(Path folder, Manifest manifest, Supplier<PixelBatch> photos) {
        return Optional.empty();
    }

    /** Of a version's files those that {@link #load} reads. */
    List<String> files(Manifest manifest);

    /**
     * Loads what {@link #write} wrote; {@link #files} were compared with the manifest before. The caller closes it.
     *
     * @throws EnsembleDamagedException when it is not the model that the manifest describes
     */
    Predictor load(Path folder, Manifest manifest);
}
