package dev.stackwright.graph;

import dev.stackwright.graph.Wire.Convolution;
import dev.stackwright.graph.Wire.Padded;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Layers as TensorFlow operations; where the weights come from is left open. */
public abstract class TensorLayers implements Layers<Wire> {

    final Ops tf;

    TensorLayers(Ops tf) {
        this.tf = tf;
    }

    /** A kernel as it is. */
    abstract Operand<TFloat32> kernel(String name);

    /** The convolution and the batch norm {@code norm} after it. */
    abstract Operand<TFloat32> normalised(Convolution convolution, String norm, BatchNorm settings);

    /** max(x, 0), as an operation with the name that {@code named} has. */
    Operand<TFloat32> rectified(Ops named, Operand<TFloat32> x) {
        return named.nn.relu(x);
    }

    /** {@code [n, size, size, 3]} float32, scaled as the network asks: where a drawing begins. */
    public final Wire image(Operand<TFloat32> pixels) {
        return Wire.of(pixels);
    }

    /** {@code [n, h, w, channels]} → {@code [n, channels]}: where a drawing ends. */
    public final Operand<TFloat32> globalAveragePool(Wire input) {
        return tf.math.mean(input.output(), tf.constant(new int[] {1, 2}));
    }

    @Override
    public final Wire conv2d(Wire input, String name, int filters, Window window) {
        return Wire.of(new Convolution(input.output(), name + "/kernel", false, window));
    }

    @Override
    public final Wire depthwiseConv2d(Wire input, String name, Window window) {
        String kernel = name + "/kernel";
        return Wire.of(input.padded()
                .map(padded -> around(padded, kernel, window))
                .orElseGet(() -> new Convolution(input.output(), kernel, true, window)));
    }

    /** A convolution that pads by itself spares a copy of the image, forwards and backwards. */
    private Convolution around(Padded padded, String kernel, Window window) {
        int edge = Math.toIntExact(padded.image().shape().get(1));
        Window same = Window.square(window.height(), window.stride(), Padding.SAME);
        int zeros = Padding.SAME.zeros(edge, window.height(), window.stride());
        if (window.padding() == Padding.VALID
                && window.height() == window.width()
                && padded.before() == zeros / 2
                && padded.after() == zeros - zeros / 2) {
            return new Convolution(padded.image(), kernel, true, same);
        }
        int[] both = {padded.before(), padded.after()};
        int[][] widths = {{0, 0}, both, both, {0, 0}};
        Operand<TFloat32> drawn = tf.withName(padded.name()).pad(padded.image(), tf.constant(widths), tf.constant(0f));
        return new Convolution(drawn, kernel, true, window);
    }

    @Override
    public final Wire separableConv2d(Wire input, String name, int filters, Window window) {
        String depthwise = name + "/depthwise_kernel";
        Operand<TFloat32> apart = convolve(new Convolution(input.output(), depthwise, true, window), kernel(depthwise));
        return Wire.of(new Convolution(apart, name + "/pointwise_kernel", false, Window.same(1)));
    }

    @Override
    public final Wire batchNorm(Wire input, String name, BatchNorm norm) {
        return Wire.of(normalised(input.waiting(name), name, norm));
    }

    @Override
    public final Wire relu(Wire input, String name) {
        return Wire.of(rectified(tf.withName(name), input.output()));
    }

    @Override
    public final Wire relu6(Wire input, String name) {
        return Wire.of(tf.withName(name).nn.relu6(input.output()));
    }

    @Override
    public final Wire maxPool(Wire input, String name, Window window) {
        return Wire.of(tf.withName(name)
                .nn
                .maxPool(
                        input.output(),
                        tf.constant(new int[] {1, window.height(), window.width(), 1}),
                        tf.constant(new int[] {1, window.stride(), window.stride(), 1}),
                        window.padding().name()));
    }

    @Override
    public final Wire avgPool(Wire input, String name, Window window) {
        List<Long> extent = List.of(1L, (long) window.height(), (long) window.width(), 1L);
        return Wire.of(tf.withName(name)
                .nn
                .avgPool(
                        input.output(),
                        extent,
                        strides(window),
                        window.padding().name()));
    }

    @Override
    public final Wire zeroPad(Wire input, String name, int before, int after) {
        return Wire.of(new Padded(input.output(), name, before, after));
    }

    @Override
    public final Wire add(Wire left, Wire right, String name) {
        return Wire.of(tf.withName(name).math.add(left.output(), right.output()));
    }

    @Override
    public final Wire concat(List<Wire> inputs, String name) {
        List<Operand<TFloat32>> outputs = new ArrayList<>();
        inputs.forEach(input -> outputs.add(input.output()));
        return Wire.of(tf.withName(name).concat(outputs, tf.constant(-1)));
    }

    @Override
    public final int edge(Wire output) {
        return Math.toIntExact(output.output().shape().get(1));
    }

    final Operand<TFloat32> convolve(Convolution c, Operand<TFloat32> kernel) {
        Window window = c.window();
        String padding = window.padding().name();
        return c.depthwise()
                ? tf.nn.depthwiseConv2dNative(c.input(), kernel, strides(window), padding)
                : tf.nn.conv2d(c.input(), kernel, strides(window), padding);
    }

    private static List<Long> strides(Window window) {
        return List.of(1L, (long) window.stride(), (long) window.stride(), 1L);
    }
}
