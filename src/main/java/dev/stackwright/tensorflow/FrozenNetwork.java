package dev.stackwright.tensorflow;

import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
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
        network.checkSize(Math.toIntExact(pixels.shape().get(1)));
        return pooled(tf, network, weights, Scaling.scaled(tf, network.preprocessing(), pixels));
    }

    /** From scaled pixels. */
    public static Operand<TFloat32> pooled(Ops tf, Network network, NetworkWeights weights, Operand<TFloat32> image) {
        InferenceLayers layers = new InferenceLayers(tf, WeightTable.of(network, weights)::named);
        LayerOutput last = network.architecture().draw(layers, layers.image(image));
        return layers.globalAveragePool(last);
    }
}
