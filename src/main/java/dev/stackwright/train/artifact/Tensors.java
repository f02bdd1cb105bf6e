package dev.stackwright.train.artifact;

import dev.stackwright.network.NamedTensor;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.WeightShape;
import dev.stackwright.train.TrainedMember.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A network's weights as one row of numbers, in the order of its definition, which has their names and shapes. */
final class Tensors {

    private Tensors() {}

    static float[] joined(NetworkWeights weights) {
        int size = weights.tensors().stream().mapToInt(t -> t.values().length).reduce(0, Math::addExact);
        float[] all = new float[size];
        int at = 0;
        for (NamedTensor tensor : weights.tensors()) {
            System.arraycopy(tensor.values(), 0, all, at, tensor.values().length);
            at += tensor.values().length;
        }
        return all;
    }

    /** @throws IllegalArgumentException when they are not those that {@code as} names */
    static NetworkWeights parted(Network network, float[] all, Weights as) {
        List<NamedTensor> tensors = new ArrayList<>();
        int at = 0;
        for (WeightShape shape : network.weights()) {
            int next = at + Math.toIntExact(shape.size());
            tensors.add(new NamedTensor(
                    shape.name(),
                    shape.shape().stream().mapToLong(Long::longValue).toArray(),
                    Arrays.copyOfRange(all, at, next)));
            at = next;
        }
        NetworkWeights weights = NetworkWeights.of(network.name(), as.origin(), tensors);
        if (at != all.length || !as.are(weights)) {
            throw new IllegalArgumentException(
                    "expected " + as + ", found " + all.length + " numbers with the digest " + weights.digest());
        }
        return weights;
    }
}
