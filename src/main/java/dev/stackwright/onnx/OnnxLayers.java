package dev.stackwright.onnx;

import static dev.stackwright.onnx.OnnxGraph.attribute;

import ai.onnx.proto.OnnxMl.AttributeProto;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.FoldedNorm;
import dev.stackwright.network.Layers;
import dev.stackwright.onnx.OnnxLayers.Output;
import java.util.List;
import java.util.function.Function;

/**
 * Layers as ONNX operators: weights are constants, batch norm is folded into the kernels before it, channels come first,
 * and every padding is written out.
 */
final class OnnxLayers implements Layers<Output> {

    /** A layer's output, or what is drawn together with the layer after it. */
    sealed interface Output {}

    /** Drawn: {@code [n, channels, edge, edge]}. */
    record Image(String name, int channels, int edge) implements Output {}

    /** An image and the rows and columns of zeros before and after it. */
    private record Padded(Image image, int before, int after) implements Output {}

    /** How many rows and columns of zeros are around an image. */
    private record Zeros(int top, int left, int bottom, int right) {

        /** As a window's {@link Padding} says, the odd one at the end. */
        static Zeros of(int edge, Window window) {
            if (window.padding() == Padding.VALID) {
                return new Zeros(0, 0, 0, 0);
            }
            int rows = window.padding().zeros(edge, window.height(), window.stride());
            int columns = window.padding().zeros(edge, window.width(), window.stride());
            return new Zeros(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
        }

        AttributeProto pads() {
            return attribute("pads", top, left, bottom, right);
        }
    }

    /**
     * A convolution that waits for its batch norm.
     *
     * @param kernel the weight's name
     */
    private record Convolution(
            Image input, String kernel, boolean depthwise, int filters, Window window, Zeros zeros, int edge)
            implements Output {}

    /** An input that is left out. */
    private static final String NO_REGION = "";

    private final OnnxGraph graph;
    private final String scope;
    private final Function<String, FloatArray> weights;
    /** Names of the least and the greatest value of ReLU6; empty before its first use. */
    private List<String> zeroToSix = List.of();

    /**
     * @param scope begins every name
     * @param weights by name, e.g. {@code Conv1/kernel}; throws where there is none
     */
    OnnxLayers(OnnxGraph graph, String scope, Function<String, FloatArray> weights) {
        this.graph = graph;
        this.scope = scope;
        this.weights = weights;
    }

    @Override
    public Output conv2d(Output input, String name, int filters, Window window) {
        return convolution(input, name + "/kernel", false, filters, window);
    }

    @Override
    public Output depthwiseConv2d(Output input, String name, Window window) {
        return convolution(input, name + "/kernel", true, 0, window);
    }

    @Override
    public Output separableConv2d(Output input, String name, int filters, Window window) {
        Convolution depthwise = convolution(input, name + "/depthwise_kernel", true, 0, window);
        Image apart = drawn(depthwise, weights.apply(depthwise.kernel), name + "/depthwise");
        return convolution(apart, name + "/pointwise_kernel", false, filters, Window.same(1));
    }

    private static Convolution convolution(Output input, String kernel, boolean depthwise, int filters, Window window) {
        Padded padded = input instanceof Padded p ? p : new Padded(image(input), 0, 0);
        if (input instanceof Padded && window.padding() != Padding.VALID) {
            throw new IllegalStateException(kernel + ": expected a convolution without padding after zeros");
        }
        Image image = padded.image;
        Zeros zeros = input instanceof Padded
                ? new Zeros(padded.before, padded.before, padded.after, padded.after)
                : Zeros.of(image.edge, window);
        int edge = window.padding().edge(image.edge + padded.before + padded.after, window.height(), window.stride());
        return new Convolution(image, kernel, depthwise, depthwise ? image.channels : filters, window, zeros, edge);
    }

    @Override
    public Output batchNorm(Output input, String name, BatchNorm norm) {
        if (!(input instanceof Convolution convolution)) {
            throw new IllegalStateException(name + ": expected a convolution before it, found " + input);
        }
        FoldedNorm folded = FoldedNorm.of(name, norm, weights);
        FloatArray kernel = folded.kernel(weights.apply(convolution.kernel));
        String shift = graph.floats(scope + name + "/shift", FoldedNorm.vector(folded.shift()));
        return drawn(convolution, kernel, name, shift);
    }

    private Image drawn(Convolution convolution, FloatArray kernel, String name, String... bias) {
        String turned = graph.floats(
                scope + convolution.kernel, convolution.depthwise ? channelsFirst(kernel) : filtersFirst(kernel));
        List<String> inputs = bias.length == 0
                ? List.of(convolution.input.name, turned)
                : List.of(convolution.input.name, turned, bias[0]);
        Window window = convolution.window;
        graph.node(
                "Conv",
                scope + name,
                inputs,
                attribute("group", convolution.depthwise ? convolution.input.channels : 1),
                attribute("kernel_shape", window.height(), window.width()),
                attribute("strides", window.stride(), window.stride()),
                convolution.zeros.pads());
        return new Image(scope + name, convolution.filters, convolution.edge);
    }

    /** {@code [h, w, in, out]} → {@code [out, in, h, w]}. */
    private static FloatArray filtersFirst(FloatArray kernel) {
        long[] shape = kernel.shape();
        int area = Math.toIntExact(shape[0] * shape[1]);
        int in = Math.toIntExact(shape[2]);
        int out = Math.toIntExact(shape[3]);
        float[] turned = new float[kernel.values().length];
        int at = 0;
        for (int cell = 0; cell < area; cell++) {
            for (int i = 0; i < in; i++) {
                for (int o = 0; o < out; o++) {
                    turned[(o * in + i) * area + cell] = kernel.values()[at++];
                }
            }
        }
        return new FloatArray(new long[] {out, in, shape[0], shape[1]}, turned);
    }

    /** {@code [h, w, channels, 1]} → {@code [channels, 1, h, w]}. */
    private static FloatArray channelsFirst(FloatArray kernel) {
        long[] shape = kernel.shape();
        return filtersFirst(new FloatArray(new long[] {shape[0], shape[1], 1, shape[2]}, kernel.values()));
    }

    @Override
    public Output relu(Output input, String name) {
        return with(input, graph.node("Relu", scope + name, List.of(image(input).name)));
    }

    @Override
    public Output relu6(Output input, String name) {
        if (zeroToSix.isEmpty()) {
            zeroToSix = List.of(graph.scalar(scope + "zero", 0), graph.scalar(scope + "six", 6));
        }
        return with(
                input,
                graph.node("Clip", scope + name, List.of(image(input).name, zeroToSix.get(0), zeroToSix.get(1))));
    }

    private static Image with(Output input, String name) {
        return new Image(name, image(input).channels, image(input).edge);
    }

    @Override
    public Output maxPool(Output input, String name, Window window) {
        return pool("MaxPool", image(input), name, window);
    }

    @Override
    public Output avgPool(Output input, String name, Window window) {
        return pool("AveragePool", image(input), name, window, attribute("count_include_pad", 0));
    }

    private Image pool(String operator, Image input, String name, Window window, AttributeProto... more) {
        AttributeProto[] attributes = new AttributeProto[3 + more.length];
        attributes[0] = attribute("kernel_shape", window.height(), window.width());
        attributes[1] = attribute("strides", window.stride(), window.stride());
        attributes[2] = Zeros.of(input.edge, window).pads();
        System.arraycopy(more, 0, attributes, 3, more.length);
        graph.node(operator, scope + name, List.of(input.name), attributes);
        return new Image(
                scope + name, input.channels, window.padding().edge(input.edge, window.height(), window.stride()));
    }

    @Override
    public Output zeroPad(Output input, String name, int before, int after) {
        return new Padded(image(input), before, after);
    }

    @Override
    public Output add(Output left, Output right, String name) {
        return with(left, graph.node("Add", scope + name, List.of(image(left).name, image(right).name)));
    }

    @Override
    public Output resize(Output input, String name, int edge) {
        Image image = image(input);
        float scale = (float) edge / image.edge;
        while ((int) (scale * image.edge) < edge) {
            scale = Math.nextUp(scale); // the edge is rounded down
        }
        String scales = graph.floats(
                scope + name + "/scales", new FloatArray(new long[] {4}, new float[] {1, 1, scale, scale}));
        graph.node(
                "Resize",
                scope + name,
                List.of(image.name, NO_REGION, scales),
                attribute("mode", "linear"),
                attribute("coordinate_transformation_mode", "half_pixel"));
        return new Image(scope + name, image.channels, edge);
    }

    @Override
    public Output concat(List<Output> inputs, String name) {
        List<String> names = inputs.stream().map(input -> image(input).name).toList();
        int channels = inputs.stream().mapToInt(input -> image(input).channels).sum();
        return new Image(
                graph.node("Concat", scope + name, names, attribute("axis", 1)), channels, image(inputs.get(0)).edge);
    }

    @Override
    public int edge(Output output) {
        return image(output).edge;
    }

    private static Image image(Output output) {
        if (output instanceof Image image) {
            return image;
        }
        throw new IllegalStateException(
                "expected batch norm after a convolution, and a convolution after zeros, found neither after "
                        + output);
    }
}
