package dev.stackwright.ensemble;

import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;

/** A network and its head as trained for one ensemble. */
public record Member(Network network, NetworkWeights weights, Head head) {

    public Member {
        if (head.channels() != network.channels()) {
            throw new IllegalArgumentException(network.name() + ": expected a head on " + network.channels()
                    + " channels, found " + head.channels());
        }
    }
}
