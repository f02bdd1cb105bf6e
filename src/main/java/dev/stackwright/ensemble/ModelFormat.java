package dev.stackwright.ensemble;

import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Probabilities;
import java.nio.file.Path;
import java.util.ArrayList;
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
     * @throws EnsembleSource.EnsembleDamagedException when it is not the model that the manifest describes
     */
    Predictor load(Path folder, Manifest manifest);

    /**
     * How far two engines agree on a version, for the report.
     *
     * @param photos that both answered
     * @param probabilitiesWithin the power of ten, 1e-7 or more, by which no probability of the ensemble or a member differs;
     *     so rough because the last digits differ from machine to machine
     * @param sameLabel of how many photos the ensemble's most probable label is the same
     */
    record EngineAgreement(int photos, double probabilitiesWithin, int sameLabel) {

        private static final int LEAST_EXPONENT = -7;

        /** Of what both answered for the same photos. */
        public static EngineAgreement of(Prediction one, Prediction other) {
            double most = 0;
            List<Probabilities> ones = all(one);
            List<Probabilities> others = all(other);
            for (int i = 0; i < ones.size(); i++) {
                for (int photo = 0; photo < ones.get(i).rows(); photo++) {
                    for (int label = 0; label < ones.get(i).labels(); label++) {
                        most = Math.max(
                                most,
                                Math.abs(ones.get(i).at(photo, label)
                                        - others.get(i).at(photo, label)));
                    }
                }
            }
            int same = 0;
            for (int photo = 0; photo < one.ensemble().rows(); photo++) {
                same += one.ensemble().best(photo) == other.ensemble().best(photo) ? 1 : 0;
            }
            double exponent = Math.max(LEAST_EXPONENT, Math.ceil(Math.log10(most)));
            return new EngineAgreement(one.ensemble().rows(), Math.pow(10, exponent), same);
        }

        private static List<Probabilities> all(Prediction prediction) {
            List<Probabilities> all = new ArrayList<>(prediction.members());
            all.add(prediction.ensemble());
            return all;
        }
    }
}
