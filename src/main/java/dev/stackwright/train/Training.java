package dev.stackwright.train;

import dev.stackwright.dataset.Dataset;

/** Runs a recipe. Stateless. */
public final class Training {

    private Training() {}

    /**
     * @throws dev.stackwright.progress.CancelledException when asked to stop
     * @throws TrainingException when the data do not allow it (fewer images of a class than folds) or a loss became NaN
     */
    public static Trained train(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        throw new UnsupportedOperationException("skeleton");
    }
}
