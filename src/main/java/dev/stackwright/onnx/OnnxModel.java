package dev.stackwright.onnx;

import static dev.stackwright.onnx.OnnxGraph.ANY;
import static dev.stackwright.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Network.Preprocessing;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.WeightTable;
import dev.stackwright.onnx.OnnxLayers.Image;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Networks and ensembles as ONNX models. Input {@code pixels} uint8 {@code [n, size, size, 3]}, RGB; scaling is part of the
 * model. Not optimised: each runtime does that for the processor that it finds.
 */
final class OnnxModel {

    static final String FEATURES = "features";

    private final OnnxGraph graph = new OnnxGraph();
    private final ImageSpec spec;
    private final String channelsFirst;
    /** Members that ask for the same scaling share it. */
    private final Map<Preprocessing, String> scaled = new EnumMap<>(Preprocessing.class);

    /** A drawn matrix, {@code [n, width]} float32. */
    record Rows(String name, int width) {}

    private OnnxModel(ImageSpec spec) {
        this.spec = spec;
        String pixels = graph.input(
                ModelFormat.PIXELS, TensorProto.DataType.UINT8, ANY, spec.size(), spec.size(), ImageSpec.CHANNELS);
        // turned while a value is a byte
        this.channelsFirst = graph.node("Transpose", "channels_first", List.of(pixels), attribute("perm", 0, 3, 1, 2));
    }

    /**
     * A network up to its pooled features: output {@code features} float32 {@code [n, channels]}.
     *
     * @throws IllegalArgumentException when weights do not fit the network, or the size is too small for it
     */
    static ModelProto features(Network network, NetworkWeights weights, ImageSpec spec) {
        OnnxModel model = new OnnxModel(spec);
        Rows pooled = model.pooled("", model.lastMap("", network, weights));
        model.output(pooled.name, pooled.width);
        return model.graph.model();
    }

    /**
     * Outputs {@code probabilities} float32 {@code [n, labels]} (stack, then softmax with temperature), and
     * {@code member_<i>} float32 {@code [n, labels]}, the softmax of each member's logits; {@code unfamiliarity} float32
     * {@code [n, 1]} where members know what they have seen; and those of {@link OnnxEvidence}.
     *
     * @throws IllegalArgumentException when the size is too small for a network
     */
    static ModelProto ensemble(EnsembleModel ensemble) {
        OnnxModel model = new OnnxModel(ensemble.spec());
        OnnxGraph graph = model.graph;
        List<Rows> features = new ArrayList<>();
        List<Rows> logits = new ArrayList<>();
        List<Image> maps = new ArrayList<>();
        for (int m = 0; m < ensemble.members().size(); m++) {
            Member member = ensemble.members().get(m);
            String scope = "network_" + m + "/";
            maps.add(model.lastMap(scope, member.network(), member.weights()));
            features.add(model.pooled(scope, maps.get(m)));
            logits.add(head(graph, scope, member.head(), features.get(m)));
        }
        Rows stacked = new OnnxStack(graph, features, logits).logits(ensemble.stack());
        float sharpness = (float) (1 / ensemble.temperature().value());
        String tempered =
                graph.node("Mul", "stack/tempered", List.of(stacked.name, graph.scalar("stack/sharpness", sharpness)));
        int labels = ensemble.labels().count();
        model.output(softmax(graph, ModelFormat.PROBABILITIES, tempered), labels);
        for (int m = 0; m < logits.size(); m++) {
            model.output(softmax(graph, ModelFormat.MEMBER + m, logits.get(m).name), labels);
        }
        if (ensemble.members().stream().allMatch(member -> member.seen() != null)) {
            model.output(OnnxUnfamiliarity.draw(graph, ensemble, features), 1);
        }
        new OnnxEvidence(graph, ensemble).draw(maps, features);
        return graph.model();
    }

    private void output(String drawn, int width) {
        graph.output(drawn, TensorProto.DataType.FLOAT, ANY, width);
    }

    private Image lastMap(String scope, Network network, NetworkWeights weights) {
        network.checkSize(spec.size());
        OnnxLayers layers = new OnnxLayers(graph, scope, WeightTable.of(network, weights)::named);
        String image = scaled.computeIfAbsent(network.preprocessing(), this::scaled);
        return (Image) network.architecture()
                .<OnnxLayers.Output>draw(layers, new Image(image, ImageSpec.CHANNELS, spec.size()));
    }

    private Rows pooled(String scope, Image last) {
        String mean = graph.node("GlobalAveragePool", scope + "pool", List.of(last.name()));
        return new Rows(graph.node("Flatten", scope + FEATURES, List.of(mean)), last.channels());
    }

    private String scaled(Preprocessing preprocessing) {
        String scope = "scaled/" + preprocessing.name().toLowerCase(Locale.ROOT) + "/";
        String bytes = preprocessing == Preprocessing.CAFFE
                ? graph.node(
                        "Gather",
                        scope + "bgr",
                        List.of(channelsFirst, graph.integers(scope + "order", 2, 1, 0)),
                        attribute("axis", 1))
                : channelsFirst;
        String values = graph.node(
                "Cast", scope + "values", List.of(bytes), attribute("to", TensorProto.DataType.FLOAT.getNumber()));
        return switch (preprocessing) {
            case MINUS_ONE_TO_ONE -> {
                String factor = graph.scalar(scope + "factor", 1 / 127.5f);
                String product = graph.node("Mul", scope + "product", List.of(values, factor));
                yield graph.node("Sub", scope + "image", List.of(product, graph.scalar(scope + "one", 1)));
            }
            case CAFFE -> {
                FloatArray mean = new FloatArray(new long[] {3, 1, 1}, new float[] {103.939f, 116.779f, 123.68f});
                yield graph.node("Sub", scope + "image", List.of(values, graph.floats(scope + "mean", mean)));
            }
        };
    }

    private static Rows head(OnnxGraph graph, String scope, Head head, Rows features) {
        Rows columns = dense(
                graph,
                scope + "head",
                features,
                new FloatArray(new long[] {head.channels(), head.columns()}, head.kernel()),
                head.bias());
        return head.columns() == head.labels() ? columns : sigmoidUnit(graph, scope + "logits", columns);
    }

    /** features · kernel + bias. */
    static Rows dense(OnnxGraph graph, String name, Rows input, FloatArray kernel, float[] bias) {
        FloatArray vector = new FloatArray(new long[] {bias.length}, bias);
        graph.node(
                "Gemm",
                name,
                List.of(input.name, graph.floats(name + "/kernel", kernel), graph.floats(name + "/bias", vector)));
        return new Rows(name, bias.length);
    }

    /** One sigmoid unit for two labels: {@code [n, 1]} → the logits (0, z) of the labels. */
    static Rows sigmoidUnit(OnnxGraph graph, String name, Rows column) {
        String before = graph.integers(name + "/widths", 0, 1, 0, 0);
        return new Rows(graph.node("Pad", name, List.of(column.name, before)), 2);
    }

    static String softmax(OnnxGraph graph, String name, String logits) {
        return graph.node("Softmax", name, List.of(logits), attribute("axis", -1));
    }
}
