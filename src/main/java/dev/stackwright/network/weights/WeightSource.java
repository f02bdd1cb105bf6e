package dev.stackwright.network.weights;

import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;

/** Gives a network its weights. Thread-safe. */
public interface WeightSource {

    /**
     * The weights of a network.
     *
     * @throws WeightsException when they cannot be had or do not fit, naming file, weight, shape and expected shape
     */
    NetworkWeights weights(Network network);

    /** For people and manifests: where it looks. */
    String describe();
}
