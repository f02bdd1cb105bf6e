package dev.stackwright.train;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.tensorflow.Devices;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What training works with: every effect comes in here.
 *
 * @param devices what networks are computed on
 * @param scratch an existing folder for temporary files of this run; emptied by its owner
 */
public record TrainingContext(
        ObjectStore store,
        WeightSource weights,
        ImageLimits imageLimits,
        Devices devices,
        Clock clock,
        Progress progress,
        Cancellation cancellation,
        Path scratch) {}
