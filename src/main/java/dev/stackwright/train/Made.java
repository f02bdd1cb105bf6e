package dev.stackwright.train;

import dev.stackwright.network.NetworkWeights;

/** A member fresh from training, with the weights that its network is served with. */
public record Made(TrainedMember member, NetworkWeights weights) {

    public Made {
        if (!member.weights().are(weights)) {
            throw new IllegalArgumentException(
                    "expected " + member.weights() + ", found the weights of " + weights.origin());
        }
    }
}
