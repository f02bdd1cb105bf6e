package dev.stackwright.tensorflow;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Convolutions and what lies between them in bfloat16: eight bits of mantissa, and float32's range, so that no loss has to be
 * scaled (Kalamkar et al., A Study of BFLOAT16 for Deep Learning Training, arXiv 1905.12322). Weights, their sums, the loss and
 * what the optimiser remembers stay float32, as in Micikevicius et al., Mixed Precision Training, arXiv 1710.03740.
 */
final class MixedPrecision {

    private static final AttrValue BFLOAT16 =
            AttrValue.newBuilder().setType(DataType.DT_BFLOAT16).build();
    private static final AttrValue FLOAT32 =
            AttrValue.newBuilder().setType(DataType.DT_FLOAT).build();
    private static final String SUFFIX = "/bfloat16";

    /** Worth a conversion, each with the inputs that are float. */
    private static final Map<String, Set<Integer>> CONVOLUTIONS = Map.of(
            "Conv2D", Set.of(0, 1),
            "Conv2DBackpropInput", Set.of(1, 2),
            "Conv2DBackpropFilter", Set.of(0, 2),
            "DepthwiseConv2dNative", Set.of(0, 1),
            "DepthwiseConv2dNativeBackpropInput", Set.of(1, 2),
            "DepthwiseConv2dNativeBackpropFilter", Set.of(0, 2));

    /** Worth none, but cheaper where their input is bfloat16 already. */
    private static final Map<String, Set<Integer>> BETWEEN = Map.ofEntries(
            Map.entry("BiasAdd", Set.of(0, 1)),
            Map.entry("BiasAddGrad", Set.of(0)),
            Map.entry("Relu", Set.of(0)),
            Map.entry("ReluGrad", Set.of(0, 1)),
            Map.entry("Relu6", Set.of(0)),
            Map.entry("Relu6Grad", Set.of(0, 1)),
            Map.entry("MaxPool", Set.of(0)),
            Map.entry("MaxPoolGrad", Set.of(0, 1, 2)),
            Map.entry("AvgPool", Set.of(0)),
            Map.entry("AvgPoolGrad", Set.of(1)),
            Map.entry("Add", Set.of(0, 1)),
            Map.entry("AddV2", Set.of(0, 1)),
            Map.entry("Pad", Set.of(0)),
            Map.entry("PadV2", Set.of(0, 2)),
            Map.entry("Slice", Set.of(0)),
            Map.entry("Sum", Set.of(0)),
            Map.entry("Reshape", Set.of(0)),
            Map.entry("Identity", Set.of(0)));

    private static final Set<String> OF_ANY_NUMBER = Set.of("AddN", "ConcatV2");

    private MixedPrecision() {}

    /**
     * The same graph, in which some nodes compute in bfloat16. A node of the same name has what each of them makes as float32,
     * which nothing computes unless it is read.
     *
     * @param drawn with nodes after those that they read
     * @param within names of nodes that may be changed
     */
    static GraphDef of(GraphDef drawn, Predicate<String> within) {
        Set<String> converted = new HashSet<>();
        Set<String> casts = new HashSet<>();
        GraphDef.Builder changed = drawn.toBuilder().clearNode();
        for (NodeDef node : drawn.getNodeList()) {
            if (node.getOp().equals("Shape") && converted.contains(node.getInput(0))) {
                changed.addNode(
                        node.toBuilder().setInput(0, node.getInput(0) + SUFFIX).putAttr("T", BFLOAT16));
                continue;
            }
            Set<Integer> floats = floats(node);
            boolean worth = CONVOLUTIONS.containsKey(node.getOp())
                    || floats.stream().anyMatch(i -> converted.contains(node.getInput(i)));
            if (!worth || !within.test(node.getName())) {
                changed.addNode(node);
                continue;
            }
            NodeDef.Builder smaller =
                    node.toBuilder().setName(node.getName() + SUFFIX).putAttr("T", BFLOAT16);
            for (int i : floats) {
                String input = node.getInput(i);
                String cast = input.replace(':', '_') + SUFFIX;
                if (!converted.contains(input) && casts.add(cast)) {
                    changed.addNode(cast(cast, input, FLOAT32, BFLOAT16));
                }
                smaller.setInput(i, cast);
            }
            changed.addNode(smaller);
            changed.addNode(cast(node.getName(), smaller.getName(), BFLOAT16, FLOAT32));
            converted.add(node.getName());
        }
        return changed.build();
    }

    private static NodeDef cast(String name, String input, AttrValue from, AttrValue to) {
        return NodeDef.newBuilder()
                .setName(name)
                .setOp("Cast")
                .addInput(input)
                .putAttr("SrcT", from)
                .putAttr("DstT", to)
                .build();
    }

    /** Which of a node's inputs are numbers that may be bfloat16; none where it stays as it is. */
    private static Set<Integer> floats(NodeDef node) {
        if (!FLOAT32.equals(node.getAttrOrDefault("T", BFLOAT16))) {
            return Set.of();
        }
        if (OF_ANY_NUMBER.contains(node.getOp())) {
            return IntStream.range(0, (int) node.getAttrOrThrow("N").getI())
                    .boxed()
                    .collect(Collectors.toSet());
        }
        return CONVOLUTIONS.getOrDefault(node.getOp(), BETWEEN.getOrDefault(node.getOp(), Set.of()));
    }
}
