package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.Predictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.tensorflow.TensorFlow;

/**
 * Models as frozen SavedModels, which TensorFlow answers with.
 *
 * @param devices what it computes on
 */
public record SavedModelFormat(Devices devices) implements ModelFormat {

    @Override
    public Map<String, String> software() {
        return Map.of("tensorflow", TensorFlow.version());
    }

    @Override
    public List<String> write(EnsembleModel model, Path folder) {
        SavedModelWriter.write(model, folder);
        return List.of(SavedModelWriter.FILE);
    }

    @Override
    public List<String> files(Manifest manifest) {
        return List.of(SavedModelWriter.FILE);
    }

    @Override
    public Predictor load(Path folder, Manifest manifest) {
        return SavedModelPredictor.load(folder, manifest, devices);
    }
}
