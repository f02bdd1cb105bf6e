package dev.stackwright.tensorflow;

import dev.stackwright.network.Layers;
import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;
import dev.stackwright.tensorflow.LayerOutput.Convolution;
import dev.stackwright.tensorflow.LayerOutput.Padded;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.OperationBuilder;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** Layers as TensorFlow operations; where the weights come from is left open. */
public abstract class TensorLayers implements Layers<LayerOutput> {

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
    public final LayerOutput image(Operand<TFloat32> pixels) {
        return LayerOutput.of(pixels);
    }

    /** {@code [n, h, w, channels]} → {@code [n, channels]}: where a drawing ends. */
    public final Operand<TFloat32> globalAveragePool(LayerOutput input) {
        return tf.math.mean(input.output(), tf.constant(new int[] {1, 2}));
    }

    @Override
    public final LayerOutput conv2d(LayerOutput input, String name, int filters, Window window) {
        return LayerOutput.of(new Convolution(input.output(), name + "/kernel", false, window));
    }

    @Override
    public final LayerOutput depthwiseConv2d(LayerOutput input, String name, Window window) {
        String kernel = name + "/kernel";
        return LayerOutput.of(input.padded()
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
    public final LayerOutput separableConv2d(LayerOutput input, String name, int filters, Window window) {
        String depthwise = name + "/depthwise_kernel";
        Operand<TFloat32> apart = convolve(new Convolution(input.output(), depthwise, true, window), kernel(depthwise));
        return LayerOutput.of(new Convolution(apart, name + "/pointwise_kernel", false, Window.same(1)));
    }

    @Override
    public final LayerOutput batchNorm(LayerOutput input, String name, BatchNorm norm) {
        return LayerOutput.of(normalised(input.waiting(name), name, norm));
    }

    @Override
    public final LayerOutput relu(LayerOutput input, String name) {
        return LayerOutput.of(rectified(tf.withName(name), input.output()));
    }

    @Override
    public final LayerOutput relu6(LayerOutput input, String name) {
        return LayerOutput.of(tf.withName(name).nn.relu6(input.output()));
    }

    /** Not {@code Ops.maxPool}, which draws MaxPoolV2: oneDNN has a kernel for MaxPool and its gradient alone. */
    @Override
    public final LayerOutput maxPool(LayerOutput input, String name, Window window) {
        OperationBuilder pool = tf.withName(name).scope().opBuilder("MaxPool", name);
        pool.addInput(input.output().asOutput());
        pool.setAttr("ksize", new long[] {1, window.height(), window.width(), 1});
        pool.setAttr("strides", new long[] {1, window.stride(), window.stride(), 1});
        pool.setAttr("padding", window.padding().name());
        return LayerOutput.of(pool.build().<TFloat32>output(0));
    }

    @Override
    public final LayerOutput avgPool(LayerOutput input, String name, Window window) {
        List<Long> extent = List.of(1L, (long) window.height(), (long) window.width(), 1L);
        return LayerOutput.of(tf.withName(name)
                .nn
                .avgPool(
                        input.output(),
                        extent,
                        strides(window),
                        window.padding().name()));
    }

    @Override
    public final LayerOutput zeroPad(LayerOutput input, String name, int before, int after) {
        return LayerOutput.of(new Padded(input.output(), name, before, after));
    }

    @Override
    public final LayerOutput add(LayerOutput left, LayerOutput right, String name) {
        return LayerOutput.of(tf.withName(name).math.add(left.output(), right.output()));
    }

    @Override
    public final LayerOutput resize(LayerOutput image, String name, int edge) {
        Operand<TInt32> edges = tf.constant(new int[] {edge, edge});
        return LayerOutput.of(
                tf.withName(name).image.resizeBilinear(image.output(), edges, ResizeBilinear.halfPixelCenters(true)));
    }

    @Override
    public final LayerOutput concat(List<LayerOutput> inputs, String name) {
        List<Operand<TFloat32>> outputs = new ArrayList<>();
        inputs.forEach(input -> outputs.add(input.output()));
        return LayerOutput.of(tf.withName(name).concat(outputs, tf.constant(-1)));
    }

    @Override
    public final int edge(LayerOutput output) {
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
