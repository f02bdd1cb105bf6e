package dev.stackwright.ensemble;

import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.Head;
import dev.stackwright.network.Layers;
import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;
import dev.stackwright.network.Network;
import dev.stackwright.network.Network.Architecture;
import dev.stackwright.network.Network.Preprocessing;
import dev.stackwright.network.Network.PublishedWeights;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import java.net.URI;
import java.util.List;
import java.util.Random;

/** A network of two convolutions, where the network itself does not matter. */
public final class TinyNetwork implements Architecture {

    private static final BatchNorm NORM = new BatchNorm(true, 1e-3, 0.99);

    private final int channels;

    private TinyNetwork(int channels) {
        this.channels = channels;
    }

    @Override
    public <T> T draw(Layers<T> layers, T image) {
        return block(layers, block(layers, image, "edges", 16), "all", channels);
    }

    private static <T> T block(Layers<T> layers, T input, String name, int filters) {
        T sums = layers.conv2d(input, name, filters, Window.square(3, 4, Padding.SAME));
        return layers.relu(layers.batchNorm(sums, name + "_norm", NORM), name + "_relu");
    }

    /** One member of {@code channels} features: about 600 bytes of weights a channel. */
    public static EnsembleModel model(Labels labels, ImageSpec spec, int channels) {
        Network network = new Network(
                "tiny",
                "Tiny",
                channels,
                32,
                32,
                Preprocessing.MINUS_ONE_TO_ONE,
                new PublishedWeights("tiny.h5", URI.create("https://tiny.invalid/tiny.h5"), "", 0, "Apache-2.0"),
                0.001,
                new TinyNetwork(channels));
        Random random = new Random(4);
        Head head = new Head(
                channels,
                labels.count(),
                TinyEnsembles.floats(channels * labels.count(), 0.1, random),
                TinyEnsembles.floats(labels.count(), 1, random));
        Member member = new Member(network, RandomWeights.of(network, 6), head);
        return new EnsembleModel(labels, spec, List.of(member), new Stack.Mean(), Temperature.NEUTRAL);
    }
}
