package dev.stackwright.classify.swap;

import dev.stackwright.ensemble.LoadedEnsemble;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.image.PixelBatch;

/** A loaded version. Predicts from any number of threads; closed once, when no call runs. */
public interface ServingEnsemble extends AutoCloseable {

    Manifest manifest();

    LoadedEnsemble.Prediction predict(PixelBatch batch);

    @Override
    void close();

    static ServingEnsemble of(LoadedEnsemble loaded) {
        return new ServingEnsemble() {
            @Override
            public Manifest manifest() {
                return loaded.manifest();
            }

            @Override
            public LoadedEnsemble.Prediction predict(PixelBatch batch) {
                return loaded.predict(batch);
            }

            @Override
            public void close() {
                loaded.close();
            }
        };
    }
}
