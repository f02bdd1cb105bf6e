package dev.stackwright.ensemble;

import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Probabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A loaded version. Predicts from any number of threads; closed once, when no call runs. */
public interface Predictor extends AutoCloseable {

    Manifest manifest();

    /**
     * What all members and the stack answer.
     *
     * @throws IllegalArgumentException when the batch has another image spec
     * @throws IllegalStateException after {@link #close}, or when the model gives something else than probabilities
     */
    Prediction predict(PixelBatch batch);

    /**
     * Where members and stack see what speaks for each label; empty where the version was published without it.
     *
     * @throws IllegalArgumentException when the batch has another image spec
     * @throws IllegalStateException after {@link #close}
     */
    default Optional<Evidence> evidence(PixelBatch batch) {
        return Optional.empty();
    }

    @Override
    void close();

    /**
     * What the ensemble and each member answer, a row an image.
     *
     * @param members in manifest order, each the member's own probabilities
     * @param unfamiliarity how unlike the training photos each image is; empty where the version does not tell
     */
    record Prediction(Probabilities ensemble, List<Probabilities> members, List<Double> unfamiliarity) {
        public Prediction {
            members = List.copyOf(members);
            unfamiliarity = List.copyOf(unfamiliarity);
        }

        /** By a version that does not tell how unlike images are. */
        public Prediction(Probabilities ensemble, List<Probabilities> members) {
            this(ensemble, members, List.of());
        }

        /** Null where the version does not tell. */
        public @Nullable Double unfamiliarity(int row) {
            return unfamiliarity.isEmpty() ? null : unfamiliarity.get(row);
        }

        /**
         * What a model gave for {@code count} images.
         *
         * @param outputs probabilities row by row, {@code [count, labels]}: the ensemble's, then each member's; and then
         *     {@link ModelFormat#UNFAMILIARITY} where the version has it
         * @throws IllegalStateException when they are something else
         */
        public static Prediction of(Manifest manifest, int count, List<float[]> outputs) {
            List<Probabilities> all = new ArrayList<>();
            int answers = 1 + manifest.members().size();
            for (int i = 0; i < answers; i++) {
                String name = i == 0 ? ModelFormat.PROBABILITIES : ModelFormat.MEMBER + (i - 1);
                all.add(probabilities(manifest, name, count, outputs.get(i)));
            }
            List<Double> unfamiliarity = new ArrayList<>();
            if (outputs.size() > answers) {
                for (float value : outputs.get(answers)) {
                    unfamiliarity.add((double) value);
                }
            }
            return new Prediction(all.get(0), all.subList(1, all.size()), unfamiliarity);
        }

        private static Probabilities probabilities(Manifest manifest, String output, int count, float[] values) {
            int labels = manifest.labels().count();
            String whose = output + " of " + manifest.ensemble() + " " + manifest.version() + ", ";
            if (values.length != count * labels) {
                throw new IllegalStateException(whose + "expected " + count + " × " + labels + " probabilities, found "
                        + values.length + " values");
            }
            double[][] rows = new double[count][labels];
            for (int i = 0; i < values.length; i++) {
                rows[i / labels][i % labels] = values[i];
            }
            try {
                return Probabilities.of(rows, labels);
            } catch (IllegalArgumentException e) {
                throw new IllegalStateException(whose + e.getMessage(), e);
            }
        }
    }
}
