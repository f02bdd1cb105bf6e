package dev.stackwright.network;

import dev.stackwright.network.Inventory.LayerShape;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
 * @param sees edge of the images that its first layer gets, where photos are prepared at another; null where it sees them
 *     as they are prepared
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
        Architecture architecture,
        @Nullable Integer sees) {

    /** One that sees photos as they are prepared. */
    public Network(
            String name,
            String title,
            int channels,
            int nativeSize,
            int minimumSize,
            Preprocessing preprocessing,
            PublishedWeights published,
            double gmac,
            Architecture architecture) {
        this(name, title, channels, nativeSize, minimumSize, preprocessing, published, gmac, architecture, null);
    }

    /** The same network, which begins by bringing photos of any size to {@code edge}. */
    public Network seeing(int edge) {
        checkSize(edge);
        return new Network(
                name,
                title,
                channels,
                nativeSize,
                minimumSize,
                preprocessing,
                published,
                gmac,
                new Resizing(architecture, edge),
                edge);
    }

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

    /** The same, each with what goes into it. */
    List<Inventory.Node> nodes(int size) {
        checkSize(size);
        return Inventory.nodes(architecture, size);
    }

    /** @param size that photos are prepared at */
    public void checkSize(int size) {
        if (sees == null && size < minimumSize) {
            throw new IllegalArgumentException(
                    title + ": expected images of " + minimumSize + " pixels or more, found " + size);
        }
    }

    /** How a network scales uint8 RGB pixels; part of its graph. */
    public enum Preprocessing {
        /** x / 127.5 − 1, so −1…1, RGB. */
        MINUS_ONE_TO_ONE,
        /** BGR less ImageNet's mean (103.939, 116.779, 123.68), not scaled. */
        CAFFE
    }

    /**
     * Where a network's ImageNet weights are published.
     *
     * @param fileName Keras-applications' file name
     * @param address the official https address
     * @param md5 of the official file as 32 hexadecimal digits, or empty where it is not known
     * @param bytes size of the official file, or 0 where it is not known
     * @param licence SPDX identifier
     */
    public record PublishedWeights(String fileName, URI address, String md5, long bytes, String licence) {}

    /** Draws a network. Stateless. */
    @FunctionalInterface
    public interface Architecture {

        /**
         * Draws the convolutional part, without top and pooling.
         *
         * @param image {@code [n, size, size, 3]}, scaled as the network's {@link Preprocessing} says
         * @return {@code [n, h, w, channels]}
         */
        <T> T draw(Layers<T> layers, T image);
    }

    /** Draws another edge first. */
    private record Resizing(Architecture then, int edge) implements Architecture {

        @Override
        public <T> T draw(Layers<T> layers, T image) {
            return then.draw(layers, layers.resize(image, "resizing", edge));
        }
    }

    /**
     * A weight that a network's definition asks for.
     *
     * @param name layer and role as Keras 3 names them, e.g. {@code Conv1/kernel}
     * @param layer the layer's name; weights of one layer stand side by side
     */
    public record WeightShape(String name, String layer, Role role, List<Long> shape) {

        /** What the weight is; decides initial values and whether it is trained. */
        public enum Role {
            KERNEL,
            DEPTHWISE_KERNEL,
            POINTWISE_KERNEL,
            BIAS,
            GAMMA,
            BETA,
            MOVING_MEAN,
            MOVING_VARIANCE
        }

        public WeightShape {
            shape = List.copyOf(shape);
        }

        /** The weight with its values, which are not copied. */
        public NamedTensor tensor(float[] values) {
            return new NamedTensor(
                    name, shape.stream().mapToLong(Long::longValue).toArray(), values);
        }

        public long size() {
            return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
        }
    }
}
