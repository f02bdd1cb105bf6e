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

    /** The weights that the definition asks for, in Keras' order. */
    public List<WeightShape> weights() {
        throw new UnsupportedOperationException("skeleton");
    }
}
