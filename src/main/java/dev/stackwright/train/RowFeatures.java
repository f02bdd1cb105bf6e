package dev.stackwright.train;

import dev.stackwright.network.FeatureExtractor;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.progress.Cancellation;
import dev.stackwright.progress.Progress;
import dev.stackwright.train.feature.FeaturePass;
import dev.stackwright.train.tune.Images;
import java.util.List;

/** Features of some decoded images by a network that was just trained, through the graph that is served. */
final class RowFeatures {

    private RowFeatures() {}

    static FeatureMatrix of(
            Network network, NetworkWeights weights, Images images, int[] rows, Cancellation cancellation) {
        try (FeatureExtractor extractor = FeatureExtractor.open(network, weights, images.spec());
                Progress.Stage silent = Progress.NONE.stage("features", rows.length)) {
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
