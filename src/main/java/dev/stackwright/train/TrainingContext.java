package dev.stackwright.train;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.Network;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.tensorflow.Devices;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/**
 * What training works with: every effect comes in here.
 *
 * @param devices what networks are trained on
 * @param features what computes the features of networks that are not trained
 * @param scratch an existing folder for temporary files of this run; emptied by its owner
 * @param checkpoints folder in the store below which trainings keep where they are, to be taken up again; empty for none
 */
public record TrainingContext(
        ObjectStore store,
        WeightSource weights,
        ImageLimits imageLimits,
        Devices devices,
        FeatureEngine features,
        Clock clock,
        Progress progress,
        Cancellation cancellation,
        Path scratch,
        Optional<ObjectKey> checkpoints) {

    /** Without checkpoints, and with features by TensorFlow too. */
    public TrainingContext(
            ObjectStore store,
            WeightSource weights,
            ImageLimits imageLimits,
            Devices devices,
            Clock clock,
            Progress progress,
            Cancellation cancellation,
            Path scratch) {
        this(store, weights, imageLimits, devices, devices, clock, progress, cancellation, scratch, Optional.empty());
    }

    /** The folder of one network's checkpoints. */
    public Optional<ObjectKey> checkpoints(Network network) {
        return checkpoints.map(folder -> folder.resolve(network.name()));
    }
}
