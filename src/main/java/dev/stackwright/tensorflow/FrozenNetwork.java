package dev.stackwright.tensorflow;

import dev.stackwright.network.FloatArray;
import dev.stackwright.network.FoldedNorm;
import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.WeightTable;
import dev.stackwright.tensorflow.LayerOutput.Convolution;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Add;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Networks as constants of a graph: scaling, network with batch norm folded, global average pooling. */
public final class FrozenNetwork {

    private FrozenNetwork() {}

    /**
     * Adds a network to a graph. Several fit into one graph: give each its own {@link Ops#withSubScope}.
     *
     * @param pixels uint8 {@code [n, size, size, 3]}, RGB; the size must be known
     * @return pooled features {@code [n, channels]}
     * @throws IllegalArgumentException when weights do not fit the network, or the size is too small for it
     */
    public static Operand<TFloat32> features(Ops tf, Network network, NetworkWeights weights, Operand<TUint8> pixels) {
        return pooled(tf, lastMap(tf, network, weights, pixels));
    }

    /** As {@link #features}, before the pooling: {@code [n, places, places, channels]}. */
    static Operand<TFloat32> lastMap(Ops tf, Network network, NetworkWeights weights, Operand<TUint8> pixels) {
        network.checkSize(Math.toIntExact(pixels.shape().get(1)));
        return lastMapOfScaled(tf, network, weights, Scaling.scaled(tf, network.preprocessing(), pixels));
    }

    static Operand<TFloat32> pooled(Ops tf, Operand<TFloat32> lastMap) {
        return tf.math.mean(lastMap, tf.constant(new int[] {1, 2}));
    }

    private static Operand<TFloat32> lastMapOfScaled(
            Ops tf, Network network, NetworkWeights weights, Operand<TFloat32> image) {
        InferenceLayers layers = new InferenceLayers(tf, WeightTable.of(network, weights)::named);
        return network.architecture().draw(layers, layers.image(image)).output();
    }

    /** From scaled pixels. */
    public static Operand<TFloat32> pooled(Ops tf, Network network, NetworkWeights weights, Operand<TFloat32> image) {
        return pooled(tf, lastMapOfScaled(tf, network, weights, image));
    }

    /** Layers for inference alone: weights are constants of the graph, batch norm is folded into the kernels before it. */
    public static final class InferenceLayers extends TensorLayers {

        private final Function<String, FloatArray> weights;

        /** @param weights by name, e.g. {@code Conv1/kernel}; throws where there is none */
        public InferenceLayers(Ops tf, Function<String, FloatArray> weights) {
            super(tf);
            this.weights = weights;
        }

        @Override
        Operand<TFloat32> kernel(String name) {
            return Tensors.constant(tf, weights.apply(name));
        }

        @Override
        Operand<TFloat32> normalised(Convolution convolution, String norm, BatchNorm settings) {
            FoldedNorm folded = FoldedNorm.of(norm, settings, weights);
            FloatArray kernel = folded.kernel(weights.apply(convolution.kernel()));
            return tf.nn.biasAdd(
                    convolve(convolution, Tensors.constant(tf, kernel)),
                    Tensors.constant(tf, FoldedNorm.vector(folded.shift())));
        }

        /**
         * TensorFlow 2.18 fuses convolution, shift, sum and ReLU into one even where the sum has another reader (as in
         * Xception), then finds it missing and gives up all fusion in the graph. A maximum is not fused with the sum.
         */
        @Override
        Operand<TFloat32> rectified(Ops named, Operand<TFloat32> x) {
            return x.op().type().equals(Add.OP_NAME)
                    ? named.math.maximum(x, tf.constant(0f))
                    : super.rectified(named, x);
        }
    }
}
