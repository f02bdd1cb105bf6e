package dev.stackwright.run;

import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Network;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainingPlan;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A train request, checked and with every default, as {@link RunPlanner} makes it.
 *
 * @param request as it was given
 * @param recipe {@link Recipe#AUTO} until {@link #resolve}d
 * @param randomWeights start from random weights and not from the configured source
 */
public record RunPlan(
        TrainRequest request,
        Recipe recipe,
        List<Network> members,
        ImageSpec spec,
        long seed,
        int folds,
        FineTuneSettings fineTuning,
        DatasetLocation dataset,
        boolean promote,
        boolean randomWeights) {

    public RunPlan {
        members = List.copyOf(members);
    }

    /**
     * The plan with the recipe decided, for the machine that trains.
     *
     * @param gpu whether it has one; asked only for {@link Recipe#AUTO}
     */
    public RunPlan resolve(BooleanSupplier gpu) {
        if (recipe != Recipe.AUTO) {
            return this;
        }
        Recipe decided = gpu.getAsBoolean() ? Recipe.FINETUNE : Recipe.PROBE;
        return new RunPlan(request, decided, members, spec, seed, folds, fineTuning, dataset, promote, randomWeights);
    }

    /** @throws IllegalArgumentException when the recipe is not resolved */
    TrainingPlan training() {
        return new TrainingPlan(recipe, members, spec, seed, folds, fineTuning);
    }

    /** The request with every choice made, with so many folds as the dataset allows, so that a planner elsewhere plans the same. */
    TrainRequest completeRequest(int decidedFolds) {
        return new TrainRequest(
                request.ensemble(),
                request.dataset(),
                recipe,
                members.stream().map(Network::name).toList(),
                request.asksForNativeSizes() ? null : Integer.valueOf(spec.size()),
                seed,
                promote,
                decidedFolds,
                request.weights(),
                fineTuning.epochs(),
                fineTuning.batchSize(),
                fineTuning.learningRate(),
                fineTuning.batchNorm().text(),
                TuningFields.fields(fineTuning),
                request.fewPhotos(),
                request.nativeSizes());
    }
}
