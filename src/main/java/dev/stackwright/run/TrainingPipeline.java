package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.tensorflow.Devices;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Training for real: every stage after the other in one process, or one stage of them. Both go through the same code and
 * the same documents, so that whoever begins a run again goes on where the last one ended. Thread-safe as far as its
 * parts are.
 *
 * @param gpu whether this machine has one, for recipe auto
 * @param configured the weights that a request without weights starts from, as {@code weights} reads it
 * @param weights makes sources of weights from their names
 * @param devices what networks are trained on
 * @param features what computes the features of networks that are not trained
 * @param scratch where runs keep temporary files
 */
public record TrainingPipeline(
        ObjectStore store,
        RunPlanner planner,
        BooleanSupplier gpu,
        Datasets datasets,
        EnsembleRepository ensembles,
        String configured,
        Weights weights,
        ImageLimits imageLimits,
        Devices devices,
        FeatureEngine features,
        Clock clock,
        Path scratch)
        implements RunExecutor.Job {

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

    @Override
    public Optional<EnsembleVersion> run(
            RunId run,
            TrainRequest request,
            Optional<Stage.Request> stage,
            Progress progress,
            Cancellation cancellation) {
        try (RunContext work = new RunContext(this, run, request, progress, cancellation)) {
            if (stage.isEmpty()) {
                TrainingStages.prepare(work);
                TrainingStages.members(work);
                TrainingStages.stack(work);
                return Optional.of(PublishStage.run(work));
            }
            switch (stage.get().stage()) {
                case PREPARE -> TrainingStages.prepare(work);
                case MEMBER ->
                    TrainingStages.member(
                            work, Objects.requireNonNull(stage.get().member()));
                case STACK -> TrainingStages.stack(work);
                case PUBLISH -> {
                    return Optional.of(PublishStage.run(work));
                }
                case FAIL -> throw new IllegalArgumentException("the stage fail is no training");
            }
            return Optional.empty();
        }
    }
}
