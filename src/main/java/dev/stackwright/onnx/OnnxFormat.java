package dev.stackwright.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.Predictor;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Models as one ONNX file, which ONNX Runtime answers with on a CPU. */
public record OnnxFormat() implements ModelFormat {

    public static final String FILE = "model.onnx";

    @Override
    public Map<String, String> software() {
        return Map.of("onnx", "opset " + OnnxGraph.OPERATORS);
    }

    @Override
    public List<String> write(EnsembleModel model, Path folder) {
        try (OutputStream out = Files.newOutputStream(folder.resolve(FILE))) {
            CodedOutputStream coded = CodedOutputStream.newInstance(out, 1 << 20);
            OnnxModel.ensemble(model).writeTo(coded);
            coded.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + FILE + " into " + folder + ": " + e, e);
        }
        return List.of(FILE);
    }

    @Override
    public List<String> files(Manifest manifest) {
        return List.of(FILE);
    }

    @Override
    public Predictor load(Path folder, Manifest manifest) {
        return OnnxPredictor.load(folder.resolve(FILE), manifest);
    }
}
