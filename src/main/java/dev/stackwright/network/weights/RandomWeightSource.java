package dev.stackwright.network.weights;

import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.RandomWeights;

/** Weights to train from nothing: the same for the same seed. Thread-safe. */
public record RandomWeightSource(long seed) implements WeightSource {

    @Override
    public NetworkWeights weights(Network network) {
        return RandomWeights.of(network, seed);
    }

    @Override
    public String describe() {
        return "random";
    }
}
