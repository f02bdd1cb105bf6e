package dev.stackwright.network;

import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.Network.WeightShape.Role;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/**
 * Weights to train from nothing: kernels uniform within ±√(6 / fan in) (He et al., 2015, arXiv 1502.01852), gamma and
 * moving variance one, all else zero. Keras' default (Glorot and Bengio, 2010) shrinks what passes a layer with ReLU, so
 * that before the first step nothing of an image reaches the end. A tensor's values depend on the seed and its name
 * alone.
 */
public final class RandomWeights {

    private RandomWeights() {}

    public static NetworkWeights of(Network network, long seed) {
        return NetworkWeights.of(
                network.name(),
                "random (seed " + seed + ")",
                network.weights().stream().map(weight -> tensor(weight, seed)).toList());
    }

    private static NamedTensor tensor(WeightShape weight, long seed) {
        float[] values = new float[Math.toIntExact(weight.size())];
        switch (weight.role()) {
            case KERNEL, POINTWISE_KERNEL, DEPTHWISE_KERNEL -> fill(values, limit(weight), random(weight, seed));
            case GAMMA, MOVING_VARIANCE -> Arrays.fill(values, 1);
            case BIAS, BETA, MOVING_MEAN -> {}
        }
        return weight.tensor(values);
    }

    private static void fill(float[] values, double limit, SplittableRandom random) {
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) ((2 * random.nextDouble() - 1) * limit);
        }
    }

    private static double limit(WeightShape weight) {
        long window = weight.shape().get(0) * weight.shape().get(1);
        long fanIn = weight.role() == Role.DEPTHWISE_KERNEL
                ? window
                : window * weight.shape().get(2);
        return Math.sqrt(6.0 / fanIn);
    }

    private static SplittableRandom random(WeightShape weight, long seed) {
        CRC32C name = new CRC32C();
        name.update(weight.name().getBytes(StandardCharsets.UTF_8));
        return new SplittableRandom(seed ^ (name.getValue() << 32));
    }
}
