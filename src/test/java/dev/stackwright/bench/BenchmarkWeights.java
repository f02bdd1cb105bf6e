package dev.stackwright.bench;

import dev.stackwright.network.Network;
import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.RandomWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random kernels with batch norm that does something: where it shifts by zero, TensorFlow leaves the addition out. */
public final class BenchmarkWeights {

    private BenchmarkWeights() {}

    public static NetworkWeights of(Network network) {
        Random random = new Random(1);
        List<WeightShape> shapes = network.weights();
        List<NamedTensor> tensors = new ArrayList<>(RandomWeights.of(network, 7).tensors());
        for (int i = 0; i < shapes.size(); i++) {
            WeightShape.Role role = shapes.get(i).role();
            if (role == WeightShape.Role.BETA || role == WeightShape.Role.MOVING_MEAN) {
                float[] values = tensors.get(i).values();
                for (int j = 0; j < values.length; j++) {
                    values[j] = (float) random.nextGaussian() * 0.1f;
                }
            }
        }
        return NetworkWeights.of(network.name(), "benchmark", tensors);
    }
}
