package dev.stackwright.network;

import dev.stackwright.common.Sha256;
import java.util.List;

/**
 * All weights of one network, in the order of its definition (Keras' {@code model.weights}). Immutable by agreement:
 * arrays are not copied.
 *
 * @param origin for people and manifests, e.g. a file name, {@code random (seed 7)} or {@code fine-tuned from …}
 * @param digest over names, shapes and values
 */
public record NetworkWeights(String network, String origin, List<NamedTensor> tensors, Sha256 digest) {

    public NetworkWeights {
        tensors = List.copyOf(tensors);
    }

    /** Computes the digest. */
    public static NetworkWeights of(String network, String origin, List<NamedTensor> tensors) {
        return new NetworkWeights(network, origin, tensors, NamedTensor.digest(tensors));
    }

    /** Whether nothing was learned into them yet; random weights say so in their origin. */
    public boolean fromNothing() {
        return origin.startsWith("random");
    }
}
