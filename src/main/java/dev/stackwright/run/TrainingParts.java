package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.image.ImageLimits;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.store.ObjectStore;
import java.nio.file.Path;
import java.time.Clock;

/**
 * What training works with.
 *
 * @param configured the weights that a request without weights starts from, as {@code weights} reads it
 * @param weights makes sources of weights from their names
 * @param scratch where runs keep temporary files
 */
public record TrainingParts(
        ObjectStore store,
        RunPlanner planner,
        Datasets datasets,
        EnsembleRepository ensembles,
        String configured,
        Weights weights,
        ImageLimits imageLimits,
        Clock clock,
        Path scratch) {

    /** Makes a source of weights from its name, e.g. {@code random} or {@code official}. */
    @FunctionalInterface
    public interface Weights {

        /**
         * The source that a setting names.
         *
         * @throws IllegalArgumentException when the text names none
         */
        WeightSource parse(String text, long seed, Progress progress, Cancellation cancellation);
    }
}
