package dev.stackwright.onnx;

import static dev.stackwright.onnx.OnnxGraph.attribute;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FloatArray;
import dev.stackwright.onnx.OnnxModel.Rows;
import java.util.ArrayList;
import java.util.List;

/** Each kind of {@link Stack} as ONNX operators. Members' outputs are {@code [n, …]}, in manifest order. */
final class OnnxStack {

    private static final String SCOPE = "stack/";

    private final OnnxGraph graph;
    private final List<Rows> features;
    private final List<Rows> logits;
    private final int labels;

    OnnxStack(OnnxGraph graph, List<Rows> features, List<Rows> logits) {
        this.graph = graph;
        this.features = List.copyOf(features);
        this.logits = List.copyOf(logits);
        this.labels = logits.get(0).width();
    }

    /** The ensemble's logits {@code [n, labels]}, before temperature. */
    Rows logits(Stack stack) {
        if (stack instanceof Stack.Mean) {
            String share = graph.scalar(SCOPE + "share", (float) (1.0 / logits.size()));
            return rows(graph.node("Mul", SCOPE + "mean", List.of(sum("sum", names(logits)), share)));
        }
        if (stack instanceof Stack.Greedy greedy) {
            return rows(weighted(greedy.weights()));
        }
        if (stack instanceof Stack.NonNegative nonNegative) {
            String bias = graph.floats(SCOPE + "bias", new FloatArray(new long[] {labels}, floats(nonNegative.bias())));
            return rows(graph.node("Add", SCOPE + "shifted", List.of(weighted(nonNegative.weights()), bias)));
        }
        if (stack instanceof Stack.ConcatenatedFeatures head) {
            return dense("head", sideBySide("features", features), head.kernel(), head.bias());
        }
        if (stack instanceof Stack.Dense dense) {
            Rows hidden = relu(dense("dense_1", sideBySide("logits", logits), dense.kernel1(), dense.bias1()));
            return dense("dense_2", hidden, dense.kernel2(), dense.bias2());
        }
        if (stack instanceof Stack.DenseOnProbabilities dense) {
            Rows inputs = sideBySide("probabilities", probabilities());
            Rows hidden = relu(dense("dense_1", inputs, dense.kernel1(), dense.bias1()));
            Rows columns = dense("dense_2", hidden, dense.kernel2(), dense.bias2());
            return labels == 2 ? OnnxModel.sigmoidUnit(graph, SCOPE + "logits", columns) : columns;
        }
        throw new IllegalArgumentException(
                "unknown kind of stack " + stack.getClass().getName());
    }

    /** Of each member: for two labels that of the second, {@code [n, 1]}, else all. */
    private List<Rows> probabilities() {
        List<Rows> probabilities = new ArrayList<>();
        for (int m = 0; m < logits.size(); m++) {
            String name = SCOPE + "probabilities_" + m;
            String softmax = OnnxModel.softmax(graph, name, logits.get(m).name());
            probabilities.add(labels == 2 ? second(name, softmax) : rows(softmax));
        }
        return probabilities;
    }

    private Rows second(String name, String softmax) {
        String column = graph.integers(name + "/column", 1);
        return new Rows(graph.node("Gather", name + "/second", List.of(softmax, column), attribute("axis", 1)), 1);
    }

    private String weighted(List<Double> weights) {
        List<String> terms = new ArrayList<>();
        for (int m = 0; m < logits.size(); m++) {
            String weight = graph.scalar(SCOPE + "weight_" + m, weights.get(m).floatValue());
            terms.add(
                    graph.node("Mul", SCOPE + "term_" + m, List.of(logits.get(m).name(), weight)));
        }
        return sum("weighted", terms);
    }

    private String sum(String name, List<String> terms) {
        return graph.node("Sum", SCOPE + name, terms);
    }

    private Rows sideBySide(String name, List<Rows> outputs) {
        int width = outputs.stream().mapToInt(Rows::width).sum();
        return new Rows(graph.node("Concat", SCOPE + name, names(outputs), attribute("axis", 1)), width);
    }

    private Rows dense(String name, Rows input, float[][] kernel, float[] bias) {
        return OnnxModel.dense(graph, SCOPE + name, input, FloatArray.of(kernel), bias);
    }

    private Rows relu(Rows input) {
        return new Rows(graph.node("Relu", input.name() + "/relu", List.of(input.name())), input.width());
    }

    private Rows rows(String name) {
        return new Rows(name, labels);
    }

    private static List<String> names(List<Rows> rows) {
        return rows.stream().map(Rows::name).toList();
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
