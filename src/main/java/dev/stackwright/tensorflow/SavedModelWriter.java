package dev.stackwright.tensorflow;

import com.google.protobuf.CodedOutputStream;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.tensorflow.SavedModelFile.Signature;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.tensorflow.Graph;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/**
 * Writes a model as a frozen SavedModel (tag {@code serve}, signature {@code serving_default}): input {@code pixels}
 * uint8 {@code [n, size, size, 3]}; outputs {@code probabilities} float32 {@code [n, labels]} (stack, then softmax with
 * temperature), and {@code member_<i>} float32 {@code [n, labels]}, the softmax of each member's logits; and
 * {@code unfamiliarity} float32 {@code [n, 1]} where members know what they have seen. The
 * signature {@code classify_bytes} has the same outputs, and as input {@code image_bytes} string {@code [n]}, JPEG and PNG
 * files, which the graph prepares as {@link dev.stackwright.image.EncodedImages} says. The signature {@code explain} has the same input, and the outputs of {@link EvidenceGraph}. The same model gives the same
 * bytes.
 */
public final class SavedModelWriter {

    public static final String FILE = "saved_model.pb";

    /** Protocol buffers end at 2 GiB; a little is left for the graph itself. */
    private static final long MOST_BYTES = Integer.MAX_VALUE - (64L << 20);

    private static final int SCHEMA = 1;

    private SavedModelWriter() {}

    /**
     * Writes {@code folder/saved_model.pb} and an empty {@code folder/variables/}; the folder must exist.
     *
     * @throws IllegalArgumentException when the model exceeds 2 GiB
     */
    public static void write(EnsembleModel model, Path folder) {
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
}
