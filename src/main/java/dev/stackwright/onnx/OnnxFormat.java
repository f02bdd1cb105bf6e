package dev.stackwright.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import com.google.protobuf.CodedOutputStream;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Evidence;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.onnx.OnnxSession.Wanted;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /** A {@code model.onnx} ready to answer, all members and the stack in one call. Owns a native session. */
    static final class OnnxPredictor implements Predictor {

        private final Manifest manifest;
        private final OnnxSession session;
        private final List<Wanted> outputs;

        private OnnxPredictor(Manifest manifest, OnnxSession session) throws OrtException {
            this.manifest = manifest;
            this.session = session;
            int labels = manifest.labels().count();
            List<Wanted> wanted = new ArrayList<>(List.of(new Wanted(ModelFormat.PROBABILITIES, labels)));
            for (int m = 0; m < manifest.members().size(); m++) {
                wanted.add(new Wanted(ModelFormat.MEMBER + m, labels));
            }
            if (session.outputs().containsKey(ModelFormat.UNFAMILIARITY)) {
                wanted.add(new Wanted(ModelFormat.UNFAMILIARITY, 1));
            }
            this.outputs = List.copyOf(wanted);
        }

        /** Its checksum was verified before. */
        static OnnxPredictor load(Path file, Manifest manifest) {
            if (!Files.isReadable(file)) {
                throw damaged(file, "it cannot be read", null);
            }
            OnnxSession session;
            try {
                session = OnnxSession.of(file);
            } catch (OrtException e) {
                throw damaged(file, "ONNX Runtime refuses it: " + e.getMessage(), e);
            }
            try {
                OnnxPredictor predictor = new OnnxPredictor(manifest, session);
                predictor.check(file);
                return predictor;
            } catch (OrtException e) {
                session.close();
                throw damaged(file, "ONNX Runtime cannot tell its inputs and outputs: " + e.getMessage(), e);
            } catch (RuntimeException | Error e) {
                session.close();
                throw e;
            }
        }

        private void check(Path file) throws OrtException {
            long size = manifest.imageSpec().size();
            long[] pixels = {OnnxGraph.ANY, size, size, ImageSpec.CHANNELS};
            check(file, ModelFormat.PIXELS, session.inputs(), OnnxJavaType.UINT8, pixels);
            for (Wanted output : outputs) {
                long[] rows = {OnnxGraph.ANY, output.width()};
                check(file, output.name(), session.outputs(), OnnxJavaType.FLOAT, rows);
            }
        }

        private static void check(Path file, String name, Map<String, NodeInfo> all, OnnxJavaType type, long[] shape) {
            NodeInfo found = all.get(name);
            String expected = "expected " + name + " as " + type + " " + Arrays.toString(shape) + ", found ";
            if (found == null || !(found.getInfo() instanceof TensorInfo tensor)) {
                throw damaged(file, expected + all.keySet(), null);
            }
            if (tensor.type != type || !Arrays.equals(tensor.getShape(), shape)) {
                throw damaged(file, expected + tensor.type + " " + Arrays.toString(tensor.getShape()), null);
            }
        }

        private static EnsembleDamagedException damaged(Path file, String what, @Nullable Throwable cause) {
            return new EnsembleDamagedException(
                    file + " is damaged: " + what + ". Download the version again, or publish it anew.", cause);
        }

        @Override
        public Manifest manifest() {
            return manifest;
        }

        @Override
        public Prediction predict(PixelBatch batch) {
            batch.require(manifest.imageSpec());
            return Prediction.of(manifest, batch.count(), session.run(batch, outputs));
        }

        @Override
        public Optional<Evidence> evidence(PixelBatch batch) {
            List<Wanted> wanted = new ArrayList<>();
            List<Integer> sizes = new ArrayList<>();
            int labels = manifest.labels().count();
            try {
                for (String begin : List.of(ModelFormat.EVIDENCE, ModelFormat.PART)) {
                    for (int m = 0; m < manifest.members().size(); m++) {
                        NodeInfo node = session.outputs().get(begin + m);
                        if (node == null || !(node.getInfo() instanceof TensorInfo tensor)) {
                            return Optional.empty();
                        }
                        int size = Math.toIntExact(tensor.getShape()[1]);
                        sizes.add(size);
                        wanted.add(new Wanted(begin + m, size * size * labels));
                    }
                }
            } catch (OrtException e) {
                throw new IllegalStateException("ONNX Runtime cannot tell the model's outputs: " + e.getMessage(), e);
            }
            return Optional.of(Evidence.of(sizes, labels, session.run(batch, wanted)));
        }

        @Override
        public void close() {
            session.close();
        }
    }
}
