package dev.stackwright.train.data;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.tensorflow.FeatureExtractor;
import java.util.List;

/** Features of some decoded images by a network that was just trained, through the graph that is served. */
public final class RowFeatures {

    private RowFeatures() {}

    public static FeatureMatrix of(
            Network network, NetworkWeights weights, PixelDataset images, int[] rows, Cancellation cancellation) {
        try (FeatureExtractor extractor = FeatureExtractor.open(network, weights, images.spec());
                Progress.Task silent = Progress.NONE.stage("features", rows.length)) {
            return FeaturePass.run(
                            List.of(network),
                            List.of(extractor),
                            images.pixels().batches(rows),
                            silent,
                            cancellation)
                    .get(0);
        }
    }
}
