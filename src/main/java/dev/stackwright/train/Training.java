package dev.stackwright.train;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.graph.Devices;
import dev.stackwright.train.report.Machine;
import java.util.LinkedHashMap;
import java.util.Map;

/** Runs a recipe. Stateless. */
public final class Training {

    private Training() {}

    /**
     * Trains, stacks, calibrates and scores. The validation part decides nothing: it is read when all is chosen.
     *
     * @throws dev.stackwright.progress.CancelledException when asked to stop
     * @throws TrainingException when the data do not allow it (fewer images of a class than folds) or a loss became NaN
     */
    public static Trained train(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        Workshop workshop = new Workshop(plan, dataset, context);
        Outcome outcome = workshop.timings.time("total", () -> switch (plan.recipe()) {
            case PROBE -> ProbeRecipe.run(workshop);
            case FINETUNE -> FineTuneRecipe.run(workshop);
            case ARTICLE -> ArticleRecipe.run(workshop);
            case AUTO -> throw new IllegalStateException("a plan never says auto");
        });
        Map<String, String> environment = new LinkedHashMap<>(Machine.describe(Devices.gpuPresent()));
        environment.putAll(workshop.remarks);
        return new Scoring(plan, dataset, outcome).trained(workshop.timings.seconds(), environment);
    }
}
