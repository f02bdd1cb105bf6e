package dev.stackwright.onnx;

import static dev.stackwright.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.TensorProto;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FloatArray;
import dev.stackwright.onnx.OnnxLayers.Image;
import dev.stackwright.onnx.OnnxModel.Rows;
import java.util.List;

/**
 * What each place of a member's last feature map adds to the member's logits and, through the stack, to the ensemble's: {@link
 * dev.stackwright.ensemble.Evidence}. Drawn after members and stack, whose constants and outputs it uses.
 */
final class OnnxEvidence {

    private static final String STACK = "stack/";

    private final OnnxGraph graph;
    private final EnsembleModel model;
    private final int labels;

    OnnxEvidence(OnnxGraph graph, EnsembleModel model) {
        this.graph = graph;
        this.model = model;
        this.labels = model.labels().count();
    }

    /** Adds the outputs {@code evidence_<m>} and {@code part_<m>}, float32 {@code [n, size, size, labels]}. */
    void draw(List<Image> maps, List<Rows> features) {
        for (int m = 0, before = 0; m < maps.size(); before += features.get(m).width(), m++) {
            String scope = "network_" + m + "/";
            String places = graph.node(
                    "Transpose", scope + "places", List.of(maps.get(m).name()), attribute("perm", 0, 2, 3, 1));
            int columns = model.members().get(m).head().columns();
            String evidence = named(
                    ModelFormat.EVIDENCE + m,
                    scope + "evidence",
                    product(scope + "spoken", places, scope + "head/kernel"),
                    columns);
            String part = part(m, places, evidence, before, features.get(m).width());
            for (String output : List.of(evidence, part)) {
                long size = maps.get(m).edge();
                graph.output(output, TensorProto.DataType.FLOAT, OnnxGraph.ANY, size, size, labels);
            }
        }
    }

    private String part(int m, String places, String evidence, int before, int channels) {
        Stack stack = model.stack();
        String name = ModelFormat.PART + m;
        String scope = STACK + name + "/";
        if (stack instanceof Stack.Mean) {
            return times(name, evidence, 1f / model.members().size());
        }
        if (stack instanceof Stack.Greedy greedy) {
            return times(name, evidence, greedy.weights().get(m).floatValue());
        }
        if (stack instanceof Stack.NonNegative linear) {
            return times(name, evidence, linear.weights().get(m).floatValue());
        }
        if (stack instanceof Stack.ConcatenatedFeatures head) {
            return graph.node("MatMul", name, List.of(places, rows(scope, head.kernel(), before, channels)));
        }
        if (stack instanceof Stack.Dense dense) {
            return hidden(name, scope, evidence, rows(scope, dense.kernel1(), m * labels, labels), labels);
        }
        if (stack instanceof Stack.DenseOnProbabilities dense) {
            String probabilities = softened(scope, ModelFormat.MEMBER + m, evidence);
            return labels == 2
                    ? hidden(name, scope, second(scope, probabilities), rows(scope, dense.kernel1(), m, 1), 1)
                    : hidden(name, scope, probabilities, rows(scope, dense.kernel1(), m * labels, labels), labels);
        }
        throw new IllegalArgumentException(
                "unknown kind of stack " + stack.getClass().getName());
    }

    private String times(String name, String values, float factor) {
        return graph.node("Mul", name, List.of(values, graph.scalar(STACK + name + "/weight", factor)));
    }

    /** Through the two layers of a dense stack, with the units that this image turns on. */
    private String hidden(String name, String scope, String input, String kernel1, int columns) {
        String on = graph.node("Sign", scope + "on", List.of(STACK + "dense_1/relu"));
        String mask = graph.node("Unsqueeze", scope + "mask", List.of(on, graph.integers(scope + "axes", 1, 2)));
        String passed = graph.node("Mul", scope + "passed", List.of(product(scope + "hidden", input, kernel1), mask));
        return named(name, scope + "out", product(scope + "last", passed, STACK + "dense_2/kernel"), columns);
    }

    /** The derivative of a softmax, applied: p · (e − Σ p e). */
    private String softened(String scope, String member, String evidence) {
        String axes = graph.integers(scope + "middle", 1, 2);
        String p = graph.node("Unsqueeze", scope + "p", List.of(member, axes));
        String weighted = graph.node("Mul", scope + "weighted", List.of(p, evidence));
        String mean = graph.node(
                "ReduceSum",
                scope + "mean",
                List.of(weighted, graph.integers(scope + "last_axis", 3)),
                attribute("keepdims", 1));
        String rest = graph.node("Sub", scope + "rest", List.of(evidence, mean));
        return graph.node("Mul", scope + "softened", List.of(p, rest));
    }

    private String second(String scope, String values) {
        return graph.node(
                "Gather", scope + "second", List.of(values, graph.integers(scope + "column", 1)), attribute("axis", 3));
    }

    private String product(String name, String input, String kernel) {
        return graph.node("MatMul", name, List.of(input, kernel));
    }

    /** Gives the output its name; the one column of a sigmoid unit speaks half for the second label and half against the first. */
    private String named(String name, String scope, String values, int columns) {
        if (columns == labels) {
            return graph.node("Identity", name, List.of(values));
        }
        String against = graph.node("Mul", scope + "/against", List.of(values, graph.scalar(scope + "/less", -.5f)));
        String spoken = graph.node("Mul", scope + "/for", List.of(values, graph.scalar(scope + "/more", .5f)));
        return graph.node("Concat", name, List.of(against, spoken), attribute("axis", 3));
    }

    private String rows(String scope, float[][] kernel, int from, int count) {
        return graph.floats(scope + "kernel", FloatArray.rows(kernel, from, count));
    }
}
