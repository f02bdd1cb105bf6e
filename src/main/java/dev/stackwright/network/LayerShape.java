package dev.stackwright.network;

import java.util.List;

/**
 * A layer of a network at one image size, for inventories and tests.
 *
 * @param name Keras' name
 * @param type Keras' class, e.g. {@code Conv2D}
 * @param edge height and width of the output
 * @param channels of the output
 * @param macs multiply-accumulates for one image
 * @param weights in Keras' order
 */
record LayerShape(String name, String type, int edge, int channels, long macs, List<WeightShape> weights) {

    LayerShape {
        weights = List.copyOf(weights);
    }
}
