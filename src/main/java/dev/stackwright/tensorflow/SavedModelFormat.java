package dev.stackwright.tensorflow;

import com.google.protobuf.CodedOutputStream;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Evidence;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.Predictor;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.tensorflow.SavedModelFile.Grid;
import dev.stackwright.tensorflow.SavedModelFile.Signature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * Models as frozen SavedModels, which TensorFlow answers with (tag {@code serve}, signature {@code serving_default}): input {@code pixels}
 * uint8 {@code [n, size, size, 3]}; outputs {@code probabilities} float32 {@code [n, labels]} (stack, then softmax with
 * temperature), and {@code member_<i>} float32 {@code [n, labels]}, the softmax of each member's logits; and
 * {@code unfamiliarity} float32 {@code [n, 1]} where members know what they have seen. The signature {@code classify_bytes} has the same outputs, and as input {@code image_bytes} string {@code [n]}, JPEG and PNG
 * files, which the graph prepares as {@link dev.stackwright.image.EncodedImages} says. The signature {@code explain} has the same input, and the outputs of {@link EvidenceGraph}. The same model gives the same
 * bytes.
 *
 * @param devices what it computes on
 */
public record SavedModelFormat(Devices devices) implements ModelFormat {

    public static final String FILE = "saved_model.pb";

    /** Protocol buffers end at 2 GiB; a little is left for the graph itself. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - (64L << 20);

    private static final int SCHEMA = 1;

    @Override
    public Map<String, String> software() {
        return Map.of("tensorflow", TensorFlow.version());
    }

    /**
     * Writes {@code folder/saved_model.pb} and an empty {@code folder/variables/}; the folder must exist.
     *
     * @throws IllegalArgumentException when the model exceeds 2 GiB
     */
    @Override
    public List<String> write(EnsembleModel model, Path folder) {
        checkSize(model);
        try {
            Files.createDirectories(folder.resolve("variables"));
            try (OutputStream out = Files.newOutputStream(folder.resolve(FILE))) {
                CodedOutputStream coded = CodedOutputStream.newInstance(out, 1 << 20);
                // attributes of operations are maps, whose order protocol buffers leave open
                coded.useDeterministicSerialization();
                savedModel(model).writeTo(coded);
                coded.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the SavedModel into " + folder + ": " + e, e);
        }
        return List.of(FILE);
    }

    private static SavedModel savedModel(EnsembleModel model) {
        try (Graph graph = new Graph()) {
            ModelGraph drawn = ModelGraph.draw(graph, model);
            return SavedModel.newBuilder()
                    .setSavedModelSchemaVersion(SCHEMA)
                    .addMetaGraphs(MetaGraphDef.newBuilder()
                            .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder()
                                    .addTags(Signature.TAG)
                                    .setTensorflowVersion(TensorFlow.version()))
                            .setGraphDef(graph.toGraphDef())
                            .putSignatureDef(Signature.NAME, Signature.of(drawn))
                            .putSignatureDef(Signature.CLASSIFY_BYTES, Signature.ofBytes(drawn))
                            .putSignatureDef(Signature.EXPLAIN, Signature.explaining(drawn)))
                    .build();
        }
    }

    private static void checkSize(EnsembleModel model) {
        long values = 0;
        for (Member member : model.members()) {
            values += member.weights().tensors().stream()
                    .mapToLong(t -> t.values().length)
                    .sum();
            values += member.head().kernel().length;
        }
        if (values * Float.BYTES > MOST_BYTES) {
            throw new IllegalArgumentException("a SavedModel holds at most 2 GiB, these members have "
                    + ((values * Float.BYTES) >> 20) + " MiB of weights: choose fewer or smaller members");
        }
    }

    @Override
    public List<String> files(Manifest manifest) {
        return List.of(FILE);
    }

    @Override
    public Predictor load(Path folder, Manifest manifest) {
        return SavedModelPredictor.load(folder, manifest, devices);
    }

    /** A SavedModel ready to answer, all members and the stack in one call. Owns a native graph and session. */
    public static final class SavedModelPredictor implements Predictor {

        private final Manifest manifest;
        private final List<String> outputs;
        private final String input;
        private final List<Grid> evidence;
        private final GraphSession opened;
        private final Session session;

        private SavedModelPredictor(Manifest manifest, SavedModelFile file, GraphSession opened) {
            this.manifest = manifest;
            this.input = file.input();
            this.outputs = file.outputs();
            this.evidence = file.evidence();
            this.opened = opened;
            this.session = opened.session();
        }

        /**
         * Loads {@code folder/saved_model.pb}; its checksum was verified before.
         *
         * @throws EnsembleDamagedException when there is no such file, or it is not the model that the manifest describes
         */
        public static SavedModelPredictor load(Path folder, Manifest manifest, Devices devices) {
            SavedModelFile file = SavedModelFile.read(folder.resolve(FILE), manifest);
            GraphSession opened = new GraphSession(devices);
            try {
                file.importInto(opened.graph());
                return new SavedModelPredictor(manifest, file, opened);
            } catch (RuntimeException | Error e) {
                opened.close();
                throw e;
            }
        }

        @Override
        public Manifest manifest() {
            return manifest;
        }

        @Override
        public Prediction predict(PixelBatch batch) {
            batch.require(manifest.imageSpec());
            if (batch.count() == 0) {
                return Prediction.of(manifest, 0, Collections.nCopies(outputs.size(), new float[0]));
            }
            return Prediction.of(manifest, batch.count(), run(batch, outputs));
        }

        @Override
        public Optional<Evidence> evidence(PixelBatch batch) {
            if (evidence.isEmpty() || batch.count() == 0) {
                return Optional.empty();
            }
            List<float[]> values =
                    run(batch, evidence.stream().map(Grid::tensor).toList());
            return Optional.of(Evidence.of(
                    evidence.stream().map(Grid::size).toList(),
                    manifest.labels().count(),
                    values));
        }

        private List<float[]> run(PixelBatch batch, List<String> wanted) {
            try (TUint8 pixels = Tensors.images(batch.count(), batch.spec().size(), batch.rgb())) {
                Session.Runner runner = session.runner().feed(input, pixels);
                wanted.forEach(runner::fetch);
                List<float[]> values = new ArrayList<>();
                try (Result result = runner.run()) {
                    for (int i = 0; i < wanted.size(); i++) {
                        values.add(Tensors.values((TFloat32) result.get(i)));
                    }
                }
                return values;
            }
        }

        @Override
        public void close() {
            opened.close();
        }
    }
}
