package dev.stackwright.app;

import dev.stackwright.app.StackwrightConfig.Engine;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.ModelFormat.EngineAgreement;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.onnx.OnnxFormat;
import dev.stackwright.onnx.OnnxRuntime;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.SavedModelFormat;
import dev.stackwright.tensorflow.TensorFlowBuild;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Both engines: every version is written for both, and the setting chooses which answers with it and which computes
 * features. Neither is loaded, and no GPU looked for, before it is needed.
 *
 * @param devices what TensorFlow may compute on
 */
record Engines(Engine wanted, Devices devices) implements ModelFormat, FeatureEngine {

    private static final OnnxFormat ONNX = new OnnxFormat();

    private SavedModelFormat savedModel() {
        return new SavedModelFormat(devices);
    }

    @Override
    public Map<String, String> software() {
        Map<String, String> software = new HashMap<>(savedModel().software());
        software.putAll(ONNX.software());
        return software;
    }

    @Override
    public List<String> write(EnsembleModel model, Path folder) {
        List<String> files = new ArrayList<>(savedModel().write(model, folder));
        files.addAll(ONNX.write(model, folder));
        return files;
    }

    @Override
    public Optional<EngineAgreement> agreement(Path folder, Manifest manifest, Supplier<PixelBatch> photos) {
        if (wanted == Engine.TENSORFLOW || !OnnxRuntime.available()) {
            return Optional.empty();
        }
        PixelBatch batch = photos.get();
        if (batch.count() == 0) {
            return Optional.empty();
        }
        // both on the CPU: a GPU's last digits are others anyway
        return Optional.of(EngineAgreement.of(
                answers(new SavedModelFormat(Devices.CPU), folder, manifest, batch),
                answers(ONNX, folder, manifest, batch)));
    }

    private static Prediction answers(ModelFormat format, Path folder, Manifest manifest, PixelBatch photos) {
        try (Predictor predictor = format.load(folder, manifest)) {
            return predictor.predict(photos);
        }
    }

    @Override
    public List<String> files(Manifest manifest) {
        return format(manifest).files(manifest);
    }

    @Override
    public Predictor load(Path folder, Manifest manifest) {
        return format(manifest).load(folder, manifest);
    }

    /** @throws EnsembleDamagedException where ONNX Runtime is asked for, and the version has nothing for it */
    private ModelFormat format(Manifest manifest) {
        boolean written = manifest.files().stream().anyMatch(file -> file.path().equals(OnnxFormat.FILE));
        if (!written && wanted == Engine.ONNX) {
            throw new EnsembleDamagedException(
                    manifest.ensemble() + " " + manifest.version() + " was published without " + OnnxFormat.FILE
                            + ", which stackwright.classify.engine = onnx asks for: set it to auto, or train again",
                    null);
        }
        return written && onnxRuntime() ? ONNX : savedModel();
    }

    private boolean onnxRuntime() {
        return switch (wanted) {
            case TENSORFLOW -> false;
            case ONNX -> true;
            case AUTO -> !(TensorFlowBuild.forGpu() && devices.gpuPresent()) && OnnxRuntime.available();
        };
    }

    private FeatureEngine features() {
        return onnxRuntime() ? OnnxRuntime.CPU : devices;
    }

    @Override
    public Extractor extractor(Network network, NetworkWeights weights, ImageSpec spec) {
        return features().extractor(network, weights, spec);
    }

    @Override
    public Computation computation() {
        return features().computation();
    }
}
