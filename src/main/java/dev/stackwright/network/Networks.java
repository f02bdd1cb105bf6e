package dev.stackwright.network;

import dev.stackwright.common.Similar;
import dev.stackwright.network.Network.Preprocessing;
import dev.stackwright.network.Network.PublishedWeights;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;

/** The registry: every network there is. A network's drawing is a file of its own, e.g. {@link MobileNetV2}. */
public final class Networks {

    private static final String PUBLISHED = "https://storage.googleapis.com/tensorflow/keras-applications/";
    private static final String LICENCE = "Apache-2.0";

    private static final List<Network> ALL = List.of(
            new Network(
                    "mobilenet-v2",
                    "MobileNetV2",
                    1280,
                    224,
                    32,
                    Preprocessing.MINUS_ONE_TO_ONE,
                    published(
                            "mobilenet_v2",
                            "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
                            "", // Keras checks none
                            9_406_464),
                    0.301,
                    MobileNetV2::draw),
            new Network(
                    "mobilenet",
                    "MobileNet",
                    1024,
                    224,
                    32,
                    Preprocessing.MINUS_ONE_TO_ONE,
                    published(
                            "mobilenet",
                            "mobilenet_1_0_224_tf_no_top.h5",
                            "", // Keras checks a SHA-256 of late, no MD5
                            17_225_924),
                    0.568,
                    MobileNet::draw),
            new Network(
                    "inception-v3",
                    "InceptionV3",
                    2048,
                    299,
                    75,
                    Preprocessing.MINUS_ONE_TO_ONE,
                    published(
                            "inception_v3",
                            "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
                            "bcbd6486424b2319ff4ef7d526e38f63",
                            87_910_968),
                    2.84,
                    InceptionV3::draw),
            new Network(
                    "xception",
                    "Xception",
                    2048,
                    299,
                    71,
                    Preprocessing.MINUS_ONE_TO_ONE,
                    published(
                            "xception",
                            "xception_weights_tf_dim_ordering_tf_kernels_notop.h5",
                            "b0042744bf5b25fce3cb969f33bebb97",
                            83_683_744),
                    4.55,
                    Xception::draw));

    private Networks() {}

    /** In order of cost, cheapest first. */
    public static List<Network> all() {
        return ALL;
    }

    /**
     * The network of that name.
     *
     * @throws IllegalArgumentException that lists the known names
     */
    public static Network named(String name) {
        return ALL.stream()
                .filter(network -> network.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("expected a network of "
                        + ALL.stream().map(Network::name).collect(Collectors.joining(", ")) + ", found " + name
                        + Similar.hint(name, ALL.stream().map(Network::name).toList())));
    }

    private static PublishedWeights published(String folder, String fileName, String md5, long bytes) {
        URI address = URI.create(PUBLISHED + folder + "/" + fileName);
        return new PublishedWeights(fileName, address, md5, bytes, LICENCE);
    }
}
