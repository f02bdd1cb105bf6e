package dev.stackwright.ensemble;

import dev.stackwright.image.PixelBatch;
import dev.stackwright.tensorflow.SavedModelPredictor;

/** A loaded version. Predicts from any number of threads; closed once, when no call runs. */
public interface Predictor extends AutoCloseable {

    Manifest manifest();

    SavedModelPredictor.Prediction predict(PixelBatch batch);

    @Override
    void close();

    static Predictor of(SavedModelPredictor loaded) {
        return new Predictor() {
            @Override
            public Manifest manifest() {
                return loaded.manifest();
            }

            @Override
            public SavedModelPredictor.Prediction predict(PixelBatch batch) {
                return loaded.predict(batch);
            }

            @Override
            public void close() {
                loaded.close();
            }
        };
    }
}
