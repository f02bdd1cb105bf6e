package dev.stackwright.network;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

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

    /**
     * The photo at another edge, bilinear between the centres of pixels. Nothing before it is trained, so that it needs no
     * gradient.
     */
    T resize(T image, String name, int edge);

    /** Side by side along channels. */
    T concat(List<T> inputs, String name);

    /** Height, and as images are square width, of a layer's output. */
    int edge(T output);

    /**
     * Batch normalisation over the last axis (Ioffe and Szegedy, 2015): {@code (x − mean) / √(variance + epsilon)}, times
     * gamma where scaled, plus beta.
     *
     * @param scaled whether it has a gamma
     * @param epsilon added to the variance
     * @param momentum share of the old moving statistics that a training step keeps
     */
    public record BatchNorm(boolean scaled, double epsilon, double momentum) {}

    /**
     * The window of a convolution or a pooling.
     *
     * @param stride in both directions
     */
    public record Window(int height, int width, int stride, Padding padding) {

        public Window {
            if (height < 1 || width < 1 || stride < 1) {
                throw new IllegalArgumentException("expected a window and a stride of 1 or more, found " + height
                        + " × " + width + " by " + stride);
            }
        }

        /** A square window that moves by one and keeps the edge. */
        public static Window same(int edge) {
            return new Window(edge, edge, 1, Padding.SAME);
        }

        public static Window square(int edge, int stride, Padding padding) {
            return new Window(edge, edge, stride, padding);
        }
    }

    /** How a window meets the edge; the names are TensorFlow's. */
    public enum Padding {
        /** Zeros around, as even as can be and the odd one at the end, so that the output has ⌈edge / stride⌉. */
        SAME,
        /** Only whole windows. */
        VALID;

        /** Edge of the output. */
        public int edge(int input, int window, int stride) {
            int output = this == SAME ? (input + stride - 1) / stride : (input - window + stride) / stride;
            if (output < 1) {
                throw new IllegalArgumentException(
                        "expected an edge of " + window + " or more under a window of " + window + ", found " + input);
            }
            return output;
        }

        /** How many rows of zeros an image gets, the odd one at the end. */
        public int zeros(int input, int window, int stride) {
            return Math.max((edge(input, window, stride) - 1) * stride + window - input, 0) * (this == SAME ? 1 : 0);
        }
    }

    /** Names that Keras gives to layers without one: {@code conv2d}, {@code conv2d_1}, … in the order they are made. */
    static final class DefaultNames {

        private final Map<String, Integer> made = new HashMap<>();

        String next(String kind) {
            int before = made.merge(kind, 1, Integer::sum) - 1;
            return before == 0 ? kind : kind + "_" + before;
        }
    }
}
