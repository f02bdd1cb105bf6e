package dev.stackwright.bench;

import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.DatasetLimits;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.Pixels;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.tensorflow.Augmentation;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TrainableNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * One epoch as the article trains, with the losses of its steps and the batches that they were of, for
 * {@code src/test/python/article_losses.py} to repeat in Keras.
 *
 * <p>Arguments: folder of photos, network, folder of weights, file to write.
 */
public final class ArticleLosses {

    private static final int BATCH = 32;
    private static final double RATE = 1e-4;

    private ArticleLosses() {}

    public static void main(String[] args) throws Exception {
        Network network = Networks.named(args[1]);
        ImageSpec spec = new ImageSpec(224);
        List<List<String>> files = new ArrayList<>();
        List<int[]> labels = new ArrayList<>();
        List<Double> losses = new ArrayList<>();
        try (MapObjectStore store = new MapObjectStore();
                Dataset dataset = new Datasets(store, Path.of(args[3] + ".cache"), DatasetLimits.DEFAULT, false)
                        .open(DatasetLocation.parse(args[0]), Progress.NONE);
                ImageDecoder decoder = new ImageDecoder(spec, ImageLimits.DEFAULT);
                TrainableNetwork net = TrainableNetwork.open(
                        network,
                        new DirectoryWeights(Path.of(args[2])).weights(network),
                        head(network.channels()),
                        spec,
                        FineTuneSettings.FINE_TUNING.article(),
                        Devices.AUTO)) {
            List<Example> order = new ArrayList<>(dataset.training());
            Collections.shuffle(order, new Random(7));
            for (int from = 0; from < order.size(); from += BATCH) {
                List<Example> batch = order.subList(from, Math.min(order.size(), from + BATCH));
                List<Pixels> pixels = new ArrayList<>();
                for (Example example : batch) {
                    pixels.add(decoder.decode(dataset.read(example)));
                }
                int[] truth = batch.stream().mapToInt(Example::label).toArray();
                Augmentation[] none = new Augmentation[truth.length];
                Arrays.fill(none, Augmentation.NONE);
                losses.add(
                        net.step(PixelBatch.of(spec, pixels), truth, none, RATE).loss());
                files.add(batch.stream().map(Example::path).toList());
                labels.add(truth);
            }
        }
        Files.write(
                Path.of(args[3]),
                Json.bytes(Map.of("network", network.name(), "files", files, "labels", labels, "losses", losses)));
    }

    /** The goldens' head as a pair of logits (0, z). */
    private static Head head(int channels) {
        float[] kernel = new float[2 * channels];
        for (int j = 0; j < channels; j++) {
            kernel[2 * j + 1] = (float) ((j % 17 - 8) / (8 * Math.sqrt(channels)));
        }
        return new Head(channels, 2, kernel, new float[] {0, 0.05f});
    }
}
