package dev.stackwright.train.data;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Runs images through networks: each batch through every network, so that several networks cost one decoding. */
public final class FeaturePass {

    private FeaturePass() {}

    /**
     * Features of all images.
     *
     * @param networks whose features they are
     * @param extractors one a network; not closed by this
     * @return one matrix a network, one row an image, in order
     */
    public static List<FeatureMatrix> run(
            List<Network> networks,
            List<? extends FeatureEngine.Extractor> extractors,
            PixelBatches batches,
            Progress.Task stage,
            Cancellation cancellation) {
        List<List<FeatureMatrix>> parts = new ArrayList<>();
        extractors.forEach(e -> parts.add(new ArrayList<>()));
        for (Optional<PixelBatch> next = batches.next(); next.isPresent(); next = batches.next()) {
            for (int i = 0; i < extractors.size(); i++) {
                cancellation.throwIfRequested();
                parts.get(i).add(extractors.get(i).features(next.get()));
            }
            stage.advance(next.get().count());
        }
        List<FeatureMatrix> whole = new ArrayList<>();
        for (int i = 0; i < extractors.size(); i++) {
            whole.add(FeatureMatrix.below(parts.get(i), networks.get(i).channels()));
        }
        return whole;
    }

    /** Features of some decoded images by a network that was just trained, through the graph that is served. */
    public static FeatureMatrix of(
            Network network,
            NetworkWeights weights,
            PixelDataset images,
            int[] rows,
            FeatureEngine engine,
            Cancellation cancellation) {
        try (FeatureEngine.Extractor extractor = engine.extractor(network, weights, images.spec());
                Progress.Task silent = Progress.NONE.stage("features", rows.length)) {
            return run(List.of(network), List.of(extractor), images.pixels().batches(rows), silent, cancellation)
                    .get(0);
        }
    }

    /** Images in a fixed order, a batch at a time. */
    public interface PixelBatches extends AutoCloseable {

        /** Images of each batch but the last. */
        int BATCH = 32;

        /** The next batch, or empty after the last. */
        Optional<PixelBatch> next();

        @Override
        void close();
    }
}
