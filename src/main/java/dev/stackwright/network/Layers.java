package dev.stackwright.network;

import java.util.List;

/**
 * What a network is drawn with. A network is drawn once, for any {@code T}: on an {@link Inventory} it gives names and
 * shapes, on an engine's layers a graph of constants or of variables. Names are Keras'; weights
 * are called {@code <layer>/<role>}. Images are NHWC; convolutions have no bias, as batch norm follows each.
 *
 * @param <T> a layer's output
 */
public interface Layers<T> {

    /** Weight: {@code kernel [height, width, channels, filters]}. */
    T conv2d(T input, String name, int filters, Window window);

    /** Each channel by its own kernel. Weight: {@code kernel [height, width, channels, 1]}. */
    T depthwiseConv2d(T input, String name, Window window);

    /** Depthwise, then 1 × 1. Weights: {@code depthwise_kernel}, {@code pointwise_kernel}. */
    T separableConv2d(T input, String name, int filters, Window window);

    /**
     * Weights: {@code gamma} where scaled, {@code beta}, {@code moving_mean}, {@code moving_variance}. Must follow a
     * convolution, with which it is folded.
     */
    T batchNorm(T input, String name, BatchNorm norm);

    T relu(T input, String name);

    /** min(max(x, 0), 6). */
    T relu6(T input, String name);

    T maxPool(T input, String name, Window window);

    /** The mean of the cells inside the image: padding does not count. */
    T avgPool(T input, String name, Window window);

    /**
     * Zeros on top and left ({@code before}), at bottom and right ({@code after}). A depthwise convolution must follow.
     */
    T zeroPad(T input, String name, int before, int after);

    T add(T left, T right, String name);

    /** Side by side along channels. */
    T concat(List<T> inputs, String name);

    /** Height, and as images are square width, of a layer's output. */
    int edge(T output);
}
