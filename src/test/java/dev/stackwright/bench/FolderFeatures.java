package dev.stackwright.bench;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.weights.WeightSources.DirectoryWeights;
import dev.stackwright.onnx.OnnxRuntime;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.train.data.FeatureComputation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Reads pooled features of every photo below a folder, from the start of the process to the last feature on disk; to
 * be timed from outside beside Keras with {@code tf.data}.
 *
 * <p>Arguments: folder, network, folder of weights, file to write, engine ({@code tensorflow} unless {@code onnx}).
 */
public final class FolderFeatures {

    private FolderFeatures() {}

    public static void main(String[] args) throws Exception {
        Network network = Networks.named(args[1]);
        try (MapObjectStore store = new MapObjectStore();
                Dataset dataset = new Datasets(store, Path.of(args[3] + ".cache"), DatasetLimits.DEFAULT, false)
                        .open(DatasetLocation.parse(args[0]), Progress.NONE)) {
            FeatureComputation stage = new FeatureComputation(
                    dataset,
                    new ImageSpec(224),
                    ImageLimits.DEFAULT,
                    store,
                    Progress.NONE,
                    Cancellation.NEVER,
                    Runtime.getRuntime().availableProcessors(),
                    args.length > 4 && args[4].equals("onnx") ? OnnxRuntime.CPU : Devices.AUTO);
            FeatureComputation.Result result = stage.run(List.of(new FeatureComputation.PretrainedNetwork(
                    network, new DirectoryWeights(Path.of(args[2])).weights(network))));
            StringBuilder sums = new StringBuilder();
            float[] values = result.features().get(0).training().values();
            for (float value : values) {
                sums.append(value).append('\n');
            }
            Files.writeString(Path.of(args[3]), sums);
            System.out.printf(
                    Locale.ROOT,
                    "{\"peer\": \"stackwright\", \"network\": \"%s\", \"photos\": %d}%n",
                    network.name(),
                    result.images().training().size()
                            + result.images().validation().size());
        }
    }
}
