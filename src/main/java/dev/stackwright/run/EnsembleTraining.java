package dev.stackwright.run;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Datasets;
import dev.stackwright.ensemble.Draft;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.image.ImageLimits;
import dev.stackwright.json.Json;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.progress.Cancellation;
import dev.stackwright.progress.Progress;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.Trained;
import dev.stackwright.train.Training;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingPlan;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The real job: open the dataset, train, publish, promote. Thread-safe as far as its parts are. */
public final class EnsembleTraining implements TrainingJob {

    /**
     * What the job works with.
     *
     * @param configured the weights that a request without weights starts from, as {@code weights} reads it
     * @param weights makes sources of weights from their names
     * @param scratch where runs keep temporary files
     */
    public record Parts(
            ObjectStore store,
            RunPlanner planner,
            Datasets datasets,
            EnsembleRepository ensembles,
            String configured,
            Weights weights,
            ImageLimits imageLimits,
            Clock clock,
            Path scratch) {}

    /** Makes a source of weights from its name, e.g. {@code random} or {@code official}. */
    @FunctionalInterface
    public interface Weights {

        /** @throws IllegalArgumentException when the text names none */
        WeightSource parse(String text, long seed, Progress progress, Cancellation cancellation);
    }

    private final Parts parts;

    public EnsembleTraining(Parts parts) {
        this.parts = parts;
    }

    @Override
    public EnsembleVersion run(RunId run, TrainRequest request, Progress progress, Cancellation cancellation) {
        RunPlan plan = parts.planner().plan(request);
        TrainingPlan training = plan.training();
        String origin = plan.randomWeights() ? RunPlanner.RANDOM_WEIGHTS : parts.configured();
        WeightSource weights = parts.weights().parse(origin, training.seed(), progress, cancellation);
        try (ScratchFolder scratch = ScratchFolder.create(parts.scratch(), run.value());
                Dataset dataset = parts.datasets().open(plan.dataset(), progress)) {
            cancellation.throwIfRequested();
            Trained trained = Training.train(
                    training,
                    dataset,
                    new TrainingContext(
                            parts.store(),
                            weights,
                            parts.imageLimits(),
                            parts.clock(),
                            progress,
                            cancellation,
                            scratch.path()));
            cancellation.throwIfRequested();
            Draft draft = new Draft(
                    trained.model(),
                    trained.report(),
                    trained.figures(),
                    configuration(request, plan, weights),
                    training.seed(),
                    run.value());
            Manifest manifest = parts.ensembles().publish(request.ensemble(), draft, progress);
            if (plan.promote()) {
                cancellation.throwIfRequested();
                parts.ensembles()
                        .promote(request.ensemble(), manifest.version(), "run " + run, "trained with promote: true");
            }
            return manifest.version();
        }
    }

    /** The request as given and as resolved, for the manifest. */
    private static Map<String, Object> configuration(TrainRequest request, RunPlan plan, WeightSource weights) {
        TrainingPlan training = plan.training();
        Map<String, Object> resolved = new LinkedHashMap<>();
        resolved.put("dataset", plan.dataset().text());
        resolved.put("recipe", training.recipe().text());
        resolved.put("members", training.members().stream().map(m -> m.name()).toList());
        resolved.put("imageSize", training.spec().size());
        resolved.put("seed", training.seed());
        resolved.put("folds", training.folds());
        resolved.put("promote", plan.promote());
        resolved.put("weights", weights.describe());
        resolved.put("fineTuning", plain(training.fineTuning()));
        return Map.of("request", plain(request), "resolved", resolved);
    }

    private static Map<String, Object> plain(Object value) {
        return Json.mapper().convertValue(value, new TypeReference<Map<String, Object>>() {});
    }
}
