package dev.stackwright.ensemble;

import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Probabilities;
import java.util.List;

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

    @Override
    void close();

    /**
     * What the ensemble and each member answer, a row an image.
     *
     * @param members in manifest order, each the member's own probabilities
     */
    record Prediction(Probabilities ensemble, List<Probabilities> members) {
        public Prediction {
            members = List.copyOf(members);
        }
    }
}
