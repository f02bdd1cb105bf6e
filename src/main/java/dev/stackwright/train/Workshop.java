package dev.stackwright.train;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.progress.Progress;
import dev.stackwright.train.feature.FeatureStage;
import dev.stackwright.train.feature.Features;
import dev.stackwright.train.fit.Probe;
import dev.stackwright.train.fold.Folds;
import dev.stackwright.train.report.Timings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What every recipe needs at hand: plan, data, effects, and the stages they share. For one thread. */
final class Workshop {

    final TrainingPlan plan;
    final Dataset dataset;
    final TrainingContext context;
    final Timings timings;
    /** Facts for the report's environment, in order. */
    final Map<String, String> remarks = new LinkedHashMap<>();

    Workshop(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        this.plan = plan;
        this.dataset = dataset;
        this.context = context;
        this.timings = new Timings(context.clock());
    }

    int classes() {
        return dataset.labels().count();
    }

    /** The weights of every member, in order. */
    List<FeatureStage.Wanted> weights() {
        return timings.time("weights", () -> {
            try (Progress.Stage stage =
                    context.progress().stage("weights", plan.members().size())) {
                List<FeatureStage.Wanted> wanted = new ArrayList<>();
                plan.members().forEach(network -> {
                    context.cancellation().throwIfRequested();
                    wanted.add(
                            new FeatureStage.Wanted(network, context.weights().weights(network)));
                    stage.advance(1);
                });
                return wanted;
            }
        });
    }

    /** Frozen features of all images, and which images are usable. */
    FeatureStage.Result features(List<FeatureStage.Wanted> wanted) {
        // before hours of computing: would there be enough of each label at all?
        folds(dataset.training().stream().mapToInt(e -> e.label()).toArray());
        FeatureStage stage = new FeatureStage(
                dataset,
                plan.spec(),
                context.imageLimits(),
                context.store(),
                context.progress(),
                context.cancellation(),
                decoders());
        FeatureStage.Result result = timings.time("features", () -> stage.run(wanted));
        result.features().forEach(f -> remarks.put("features " + f.network(), f.reused() ? "reused" : "computed"));
        return result;
    }

    static int decoders() {
        return Math.max(2, Runtime.getRuntime().availableProcessors());
    }

    Folds folds(int[] trainingLabels) {
        return Folds.stratified(trainingLabels, dataset.labels(), plan.folds(), plan.seed());
    }

    /** A probe of each network. */
    List<Probe> probes(List<Features> features, int[] labels, Folds folds) {
        return timings.time("heads", () -> {
            try (Progress.Stage stage = context.progress().stage("heads", features.size())) {
                List<Probe> probes = new ArrayList<>();
                features.forEach(f -> {
                    context.cancellation().throwIfRequested();
                    probes.add(Probe.fit(f.training(), labels, classes(), folds));
                    stage.advance(1);
                });
                return probes;
            }
        });
    }
}
