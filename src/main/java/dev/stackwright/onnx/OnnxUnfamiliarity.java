package dev.stackwright.onnx;

import static dev.stackwright.onnx.OnnxGraph.attribute;

import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.network.FeatureSubspace;
import dev.stackwright.network.FloatArray;
import dev.stackwright.onnx.OnnxModel.Rows;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** {@link FeatureSubspace#unfamiliarity} of every image, the mean over members. */
final class OnnxUnfamiliarity {

    private OnnxUnfamiliarity() {}

    /**
     * Adds the output {@code unfamiliarity} float32 {@code [n, 1]}.
     *
     * @param features of each member, each of which knows what it has seen
     */
    static String draw(OnnxGraph graph, EnsembleModel model, List<Rows> features) {
        List<String> members = new ArrayList<>();
        for (int m = 0; m < features.size(); m++) {
            FeatureSubspace seen = Objects.requireNonNull(model.members().get(m).seen());
            members.add(member(
                    graph, "network_" + m + "/seen/", seen, features.get(m).name()));
        }
        return graph.node("Mean", ModelFormat.UNFAMILIARITY, members);
    }

    private static String member(OnnxGraph graph, String scope, FeatureSubspace seen, String features) {
        long channels = seen.channels();
        String mean = graph.floats(scope + "mean", new FloatArray(new long[] {channels}, seen.mean()));
        String axes =
                graph.floats(scope + "axes", new FloatArray(new long[] {channels, seen.dimensions()}, seen.axes()));
        String off = graph.node("Sub", scope + "off", List.of(features, mean));
        String along = graph.node("MatMul", scope + "along", List.of(off, axes));
        String rest = graph.node(
                "Sub",
                scope + "rest",
                List.of(squares(graph, scope + "all", off), squares(graph, scope + "in", along)));
        String length = graph.node(
                "Add",
                scope + "length",
                List.of(
                        squares(graph, scope + "whole", features),
                        graph.scalar(scope + "least", FeatureSubspace.LEAST)));
        String share =
                graph.node("Div", scope + "share", List.of(graph.node("Relu", scope + "left", List.of(rest)), length));
        return graph.node("Sqrt", scope + "unfamiliarity", List.of(share));
    }

    private static String squares(OnnxGraph graph, String name, String rows) {
        String each = graph.node("Mul", name + "/squares", List.of(rows, rows));
        String columns = graph.integers(name + "/axes", 1);
        return graph.node("ReduceSum", name, List.of(each, columns), attribute("keepdims", 1));
    }
}
