package dev.stackwright.network;

import dev.stackwright.network.Inventory.LayerShape;

/** What a network's convolutions cost, for the floor of a benchmark. */
public final class NetworkCost {

    private NetworkCost() {}

    /** Multiply-accumulates for one image of this many pixels in height and width. */
    public static long macs(Network network, int size) {
        return network.layers(size).stream().mapToLong(LayerShape::macs).sum();
    }
}
