package dev.stackwright.network;

import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.Window;
import dev.stackwright.network.Network.Architecture;
import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.Network.WeightShape.Role;
import java.util.List;
import java.util.stream.Stream;

/** Draws a network to learn its layers and weights; needs no TensorFlow. */
final class Inventory implements Layers<Inventory.Node> {

    /** A drawn layer; two are the same only if they are one. */
    static final class Node {
        final LayerShape layer;
        final List<Node> inputs;

        Node(LayerShape layer, List<Node> inputs) {
            this.layer = layer;
            this.inputs = inputs;
        }
    }

    private Inventory() {}

    /** The layers in Keras' order, the input first. */
    static List<LayerShape> of(Architecture architecture, int size) {
        return nodes(architecture, size).stream().map(node -> node.layer).toList();
    }

    /** The same, each with what goes into it. */
    static List<Node> nodes(Architecture architecture, int size) {
        Node image = new Node(new LayerShape("input_layer", "InputLayer", size, 3, 0, List.of()), List.of());
        return KerasOrder.of(architecture.draw(new Inventory(), image));
    }

    @Override
    public Node conv2d(Node input, String name, int filters, Window window) {
        WeightShape kernel = kernel(name, "kernel", Role.KERNEL, window, input.layer.channels(), filters);
        return convolution(input, name, "Conv2D", filters, window, kernel);
    }

    @Override
    public Node depthwiseConv2d(Node input, String name, Window window) {
        int channels = input.layer.channels();
        WeightShape kernel = kernel(name, "kernel", Role.DEPTHWISE_KERNEL, window, channels, 1);
        return convolution(input, name, "DepthwiseConv2D", channels, window, kernel);
    }

    @Override
    public Node separableConv2d(Node input, String name, int filters, Window window) {
        int channels = input.layer.channels();
        return convolution(
                input,
                name,
                "SeparableConv2D",
                filters,
                window,
                kernel(name, "depthwise_kernel", Role.DEPTHWISE_KERNEL, window, channels, 1),
                kernel(name, "pointwise_kernel", Role.POINTWISE_KERNEL, Window.same(1), channels, filters));
    }

    @Override
    public Node batchNorm(Node input, String name, BatchNorm norm) {
        List<Long> shape = List.of((long) input.layer.channels());
        Stream<WeightShape> gamma =
                norm.scaled() ? Stream.of(new WeightShape(name + "/gamma", name, Role.GAMMA, shape)) : Stream.of();
        Stream<WeightShape> rest = Stream.of(
                new WeightShape(name + "/beta", name, Role.BETA, shape),
                new WeightShape(name + "/moving_mean", name, Role.MOVING_MEAN, shape),
                new WeightShape(name + "/moving_variance", name, Role.MOVING_VARIANCE, shape));
        List<WeightShape> weights = Stream.concat(gamma, rest).toList();
        return like(input, name, "BatchNormalization", input.layer.edge(), weights);
    }

    @Override
    public Node relu(Node input, String name) {
        return like(input, name, "Activation", input.layer.edge(), List.of());
    }

    @Override
    public Node relu6(Node input, String name) {
        return like(input, name, "ReLU", input.layer.edge(), List.of());
    }

    @Override
    public Node maxPool(Node input, String name, Window window) {
        return like(input, name, "MaxPooling2D", edge(input, window), List.of());
    }

    @Override
    public Node avgPool(Node input, String name, Window window) {
        return like(input, name, "AveragePooling2D", edge(input, window), List.of());
    }

    @Override
    public Node zeroPad(Node input, String name, int before, int after) {
        return like(input, name, "ZeroPadding2D", input.layer.edge() + before + after, List.of());
    }

    @Override
    public Node add(Node left, Node right, String name) {
        LayerShape l = left.layer;
        if (l.edge() != right.layer.edge() || l.channels() != right.layer.channels()) {
            throw new IllegalArgumentException(name + ": expected equal shapes, found " + l + " and " + right.layer);
        }
        return new Node(new LayerShape(name, "Add", l.edge(), l.channels(), 0, List.of()), List.of(left, right));
    }

    @Override
    public Node resize(Node image, String name, int edge) {
        return like(image, name, "Resizing", edge, List.of());
    }

    @Override
    public Node concat(List<Node> inputs, String name) {
        int channels = inputs.stream().mapToInt(input -> input.layer.channels()).sum();
        int edge = inputs.get(0).layer.edge();
        return new Node(new LayerShape(name, "Concatenate", edge, channels, 0, List.of()), inputs);
    }

    @Override
    public int edge(Node output) {
        return output.layer.edge();
    }

    private static Node convolution(
            Node input, String name, String type, int filters, Window window, WeightShape... kernels) {
        int edge = edge(input, window);
        // each weight of a kernel is multiplied once for each cell of the output
        long weights = Stream.of(kernels).mapToLong(WeightShape::size).sum();
        long macs = weights * edge * edge;
        return new Node(new LayerShape(name, type, edge, filters, macs, List.of(kernels)), List.of(input));
    }

    private static Node like(Node input, String name, String type, int edge, List<WeightShape> weights) {
        return new Node(new LayerShape(name, type, edge, input.layer.channels(), 0, weights), List.of(input));
    }

    private static WeightShape kernel(String layer, String role, Role kind, Window window, int in, int out) {
        List<Long> shape = List.of((long) window.height(), (long) window.width(), (long) in, (long) out);
        return new WeightShape(layer + "/" + role, layer, kind, shape);
    }

    private static int edge(Node input, Window window) {
        int high = window.padding().edge(input.layer.edge(), window.height(), window.stride());
        int wide = window.padding().edge(input.layer.edge(), window.width(), window.stride());
        if (high != wide) {
            throw new IllegalArgumentException("expected square images, found " + high + " × " + wide);
        }
        return high;
    }

    /**
     * A layer of a network at one image size, for inventories and tests.
     *
     * @param name Keras' name
     * @param type Keras' class, e.g. {@code Conv2D}
     * @param edge height and width of the output
     * @param channels of the output
     * @param macs multiply-accumulates for one image
     * @param weights in Keras' order
     */
    record LayerShape(String name, String type, int edge, int channels, long macs, List<WeightShape> weights) {

        LayerShape {
            weights = List.copyOf(weights);
        }
    }
}
