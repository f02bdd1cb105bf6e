package dev.stackwright.network;

import java.util.List;

/**
 * What is known of one network. One record a network, in {@link Networks}.
 *
 * @param name as in requests and keys, e.g. {@code mobilenet-v2}
 * @param title for people, e.g. {@code MobileNetV2}
 * @param channels width of the pooled features
 * @param nativeSize edge of the images it was pre-trained on
 * @param minimumSize smallest edge it accepts
 * @param gmac billions of multiply-accumulates for one image at 224
 * @param architecture draws it
 */
public record Network(
        String name,
        String title,
        int channels,
        int nativeSize,
        int minimumSize,
        Preprocessing preprocessing,
        PublishedWeights published,
        double gmac,
        Architecture architecture) {

    /** The weights that the definition asks for, in Keras' order; they are the same at every image size. */
    public List<WeightShape> weights() {
        return layers(nativeSize).stream()
                .flatMap(layer -> layer.weights().stream())
                .toList();
    }

    /** Number of weights, statistics of batch norm included. */
    public long parameters() {
        return weights().stream().mapToLong(WeightShape::size).sum();
    }

    /** The layers in Keras' order, at one image size. */
    List<LayerShape> layers(int size) {
        checkSize(size);
        return Inventory.of(architecture, size);
    }

    public void checkSize(int size) {
        if (size < minimumSize) {
            throw new IllegalArgumentException(
                    title + ": expected images of " + minimumSize + " pixels or more, found " + size);
        }
    }
}
