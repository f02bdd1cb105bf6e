package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.EnsembleSource.EnsembleDamagedException;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.image.ImageSpec;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TFloat32;

/**
 * A {@code saved_model.pb} whose signature fits a manifest. Read by hand rather than by {@code SavedModelBundle}, which
 * would keep a copy of all weights on the heap as long as the model lives.
 *
 * @param input name of the pixels' tensor
 * @param outputs names of the probabilities' tensors: the ensemble's, then each member's; then that of {@code
 *     unfamiliarity} where the version has it
 * @param evidence those of the signature {@code explain}, each member's and then each one's through the stack; none where
 *     the version was published without
 */
record SavedModelFile(Path file, MetaGraphDef definition, String input, List<String> outputs, List<Grid> evidence) {

    /** An output {@code [n, size, size, labels]}. */
    record Grid(String tensor, int size) {}

    SavedModelFile {
        outputs = List.copyOf(outputs);
        evidence = List.copyOf(evidence);
    }

    static SavedModelFile read(Path file, Manifest manifest) {
        MetaGraphDef definition = parse(file).getMetaGraphsList().stream()
                .filter(graph -> graph.getMetaInfoDef().getTagsList().contains(Signature.TAG))
                .findFirst()
                .orElseThrow(() -> damaged(file, "expected a graph with the tag " + Signature.TAG, null));
        SignatureDef signature = definition.getSignatureDefMap().get(Signature.NAME);
        if (signature == null) {
            throw damaged(
                    file,
                    "expected the signature " + Signature.NAME + ", found "
                            + definition.getSignatureDefMap().keySet(),
                    null);
        }
        long size = manifest.imageSpec().size();
        long labels = manifest.labels().count();
        TensorInfo input = signature.getInputsOrDefault(ModelFormat.PIXELS, TensorInfo.getDefaultInstance());
        check(file, ModelFormat.PIXELS, input, DataType.DT_UINT8, List.of(-1L, size, size, (long) ImageSpec.CHANNELS));
        List<String> outputs = new ArrayList<>();
        for (int i = -1; i < manifest.members().size(); i++) {
            String name = i < 0 ? ModelFormat.PROBABILITIES : ModelFormat.MEMBER + i;
            TensorInfo output = signature.getOutputsOrDefault(name, TensorInfo.getDefaultInstance());
            check(file, name, output, DataType.DT_FLOAT, List.of(-1L, labels));
            outputs.add(output.getName());
        }
        TensorInfo unfamiliarity = signature.getOutputsMap().get(ModelFormat.UNFAMILIARITY);
        if (unfamiliarity != null) {
            check(file, ModelFormat.UNFAMILIARITY, unfamiliarity, DataType.DT_FLOAT, List.of(-1L, 1L));
            outputs.add(unfamiliarity.getName());
        }
        return new SavedModelFile(file, definition, input.getName(), outputs, evidence(file, definition, manifest));
    }

    private static List<Grid> evidence(Path file, MetaGraphDef definition, Manifest manifest) {
        SignatureDef signature = definition.getSignatureDefMap().get(Signature.EXPLAIN);
        List<Grid> grids = new ArrayList<>();
        if (signature == null) {
            return grids;
        }
        for (String begin : List.of(ModelFormat.EVIDENCE, ModelFormat.PART)) {
            for (int m = 0; m < manifest.members().size(); m++) {
                TensorInfo output = signature.getOutputsOrDefault(begin + m, TensorInfo.getDefaultInstance());
                long size = output.getTensorShape().getDimCount() == 4
                        ? output.getTensorShape().getDim(1).getSize()
                        : 0;
                long labels = manifest.labels().count();
                check(file, begin + m, output, DataType.DT_FLOAT, List.of(-1L, size, size, labels));
                grids.add(new Grid(output.getName(), Math.toIntExact(size)));
            }
        }
        return grids;
    }

    void importInto(Graph graph) {
        try {
            graph.importGraphDef(needed());
        } catch (TensorFlowException | IllegalArgumentException e) {
            throw damaged(file, "TensorFlow refuses the graph: " + e.getMessage(), e);
        }
        List<String> tensors = new ArrayList<>(outputs);
        tensors.add(input);
        evidence.forEach(grid -> tensors.add(grid.tensor()));
        for (String tensor : tensors) {
            if (!tensor.endsWith(":0") || graph.operation(tensor.substring(0, tensor.length() - 2)) == null) {
                throw damaged(file, "the graph has no tensor '" + tensor + "' that its signature names", null);
            }
        }
    }

    /**
     * What our outputs are computed from, with the input as a plain placeholder: the decoder of encoded images is for
     * others, and importing its 700 operations would delay each start.
     */
    private GraphDef needed() {
        GraphDef all = definition.getGraphDef();
        Map<String, NodeDef> nodes = new HashMap<>();
        all.getNodeList().forEach(node -> nodes.put(node.getName(), node));
        Deque<String> open = new ArrayDeque<>(List.of(operation(input)));
        outputs.forEach(output -> open.add(operation(output)));
        evidence.forEach(grid -> open.add(operation(grid.tensor())));
        Set<String> needed = new HashSet<>();
        while (!open.isEmpty()) {
            String name = open.remove();
            NodeDef node = nodes.get(name);
            if (node != null && needed.add(name) && !name.equals(operation(input))) {
                node.getInputList().forEach(each -> open.add(operation(each)));
            }
        }
        GraphDef.Builder graph = all.toBuilder().clearNode();
        for (NodeDef node : all.getNodeList()) {
            if (node.getName().equals(operation(input))) {
                graph.addNode(node.toBuilder().setOp(Placeholder.OP_NAME).clearInput());
            } else if (needed.contains(node.getName())) {
                graph.addNode(node);
            }
        }
        return graph.build();
    }

    /** Of a tensor's name {@code name:0}, or of {@code ^name}, which is waited for. */
    private static String operation(String tensor) {
        int colon = tensor.indexOf(':');
        return tensor.substring(tensor.startsWith("^") ? 1 : 0, colon < 0 ? tensor.length() : colon);
    }

    private static SavedModel parse(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return SavedModel.parseFrom(in);
        } catch (IOException e) {
            throw damaged(file, "it cannot be read as a SavedModel: " + e, e);
        }
    }

    private static void check(Path file, String name, TensorInfo found, DataType type, List<Long> shape) {
        List<Long> foundShape = found.getTensorShape().getDimList().stream()
                .map(TensorShapeProto.Dim::getSize)
                .toList();
        if (found.getDtype() != type || !foundShape.equals(shape)) {
            throw damaged(
                    file,
                    "expected " + name + " as " + type + " " + shape + ", found " + found.getDtype() + " " + foundShape,
                    null);
        }
    }

    private static EnsembleDamagedException damaged(Path file, String what, @Nullable Throwable cause) {
        return new EnsembleDamagedException(
                file + " is damaged: " + what + ". Download the version again, or publish it anew.", cause);
    }

    /** The signature of a served model. TensorFlow Java has no public way to make one with types and shapes. */
    static final class Signature {

        static final String TAG = "serve";
        static final String NAME = "serving_default";
        static final String CLASSIFY_BYTES = "classify_bytes";
        static final String EXPLAIN = "explain";
        private static final String METHOD = "tensorflow/serving/predict";

        private Signature() {}

        static SignatureDef of(ModelGraph graph) {
            return answering(graph)
                    .putInputs(ModelFormat.PIXELS, info(graph.pixels(), DataType.DT_UINT8))
                    .build();
        }

        static SignatureDef ofBytes(ModelGraph graph) {
            return answering(graph)
                    .putInputs(ModelGraph.IMAGE_BYTES, info(graph.encoded(), DataType.DT_STRING))
                    .build();
        }

        private static SignatureDef.Builder answering(ModelGraph graph) {
            SignatureDef.Builder signature = SignatureDef.newBuilder()
                    .setMethodName(METHOD)
                    .putOutputs(ModelFormat.PROBABILITIES, info(graph.probabilities(), DataType.DT_FLOAT));
            for (int m = 0; m < graph.members().size(); m++) {
                signature.putOutputs(
                        ModelFormat.MEMBER + m, info(graph.members().get(m), DataType.DT_FLOAT));
            }
            Operand<TFloat32> unfamiliarity = graph.unfamiliarity();
            if (unfamiliarity != null) {
                signature.putOutputs(ModelFormat.UNFAMILIARITY, info(unfamiliarity, DataType.DT_FLOAT));
            }
            return signature;
        }

        static SignatureDef explaining(ModelGraph graph) {
            SignatureDef.Builder signature = SignatureDef.newBuilder()
                    .setMethodName(METHOD)
                    .putInputs(ModelFormat.PIXELS, info(graph.pixels(), DataType.DT_UINT8));
            int members = graph.members().size();
            for (int i = 0; i < graph.evidence().size(); i++) {
                String name = i < members ? ModelFormat.EVIDENCE + i : ModelFormat.PART + (i - members);
                signature.putOutputs(name, info(graph.evidence().get(i), DataType.DT_FLOAT));
            }
            return signature.build();
        }

        private static TensorInfo info(Operand<?> operand, DataType type) {
            TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
            Shape known = operand.shape();
            for (int i = 0; i < known.numDimensions(); i++) {
                shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(known.get(i)));
            }
            return TensorInfo.newBuilder()
                    .setName(operand.op().name() + ":0")
                    .setDtype(type)
                    .setTensorShape(shape)
                    .build();
        }
    }
}
