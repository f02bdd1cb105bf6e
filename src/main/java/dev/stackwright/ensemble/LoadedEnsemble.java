package dev.stackwright.ensemble;

import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Probabilities;
import java.nio.file.Path;
import java.util.List;

/** An ensemble ready to answer. {@link #predict} is thread-safe. Owns a native session; close it when no call runs. */
public final class LoadedEnsemble implements AutoCloseable {

    /** @param members in manifest order, each the member's own probabilities */
    public record Prediction(Probabilities ensemble, List<Probabilities> members) {
        public Prediction {
            members = List.copyOf(members);
        }
    }

    private LoadedEnsemble() {}

    /** Loads {@code folder/saved_model.pb}; its checksum was verified before. */
    public static LoadedEnsemble load(Path folder, Manifest manifest) {
        throw new UnsupportedOperationException("skeleton");
    }

    public Manifest manifest() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** All members and the stack in one call. */
    public Prediction predict(PixelBatch batch) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
