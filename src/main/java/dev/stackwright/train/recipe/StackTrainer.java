package dev.stackwright.train.recipe;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.Measurements.Stopwatch;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.UsableImages;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.stacking.ArticleStack;
import dev.stackwright.train.stacking.StackSelection;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The stage that chooses the stack: from what the members say of the training images, and their labels. */
public final class StackTrainer {

    private static final String STAGE = "stack";

    private final TrainingPlan plan;
    private final Labels labels;
    private final int[] truth;
    private final UsableImages images;
    private final StackInputs outputs;
    private final StackInputs validation;

    private StackTrainer(TrainingPlan plan, Labels labels, UsableImages images, List<TrainedMember> members) {
        this.plan = plan;
        this.labels = labels;
        this.images = images;
        this.truth = images.trainingLabels();
        this.outputs = outputs(members);
        this.validation = new StackInputs(
                members.stream().map(member -> member.outputs().validation()).toList(), List.of());
    }

    /**
     * Chooses and fits the stack and its temperature.
     *
     * @param members in the plan's order
     * @param progress told of the fits
     * @throws TrainingException when the members did not see the same images
     * @throws Cancellation.CancelledException on request, before the next fit or in the midst of a head's
     */
    public static TrainedStack stack(
            TrainingPlan plan,
            DatasetIndex dataset,
            List<TrainedMember> members,
            Clock clock,
            Devices devices,
            Progress progress,
            Cancellation cancellation) {
        checkSameImages(members);
        UsableImages images = UsableImages.of(dataset, members.get(0).findings());
        StackTrainer stacking = new StackTrainer(plan, dataset.labels(), images, members);
        Stopwatch timings = new Stopwatch(clock);
        Chosen chosen = timings.time(STAGE, stacking.choice(progress, cancellation));
        return new TrainedStack(
                chosen.stack,
                chosen.report,
                chosen.temperature,
                chosen.outOfFold,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                new Measurements(
                        timings.drain(), Measurements.machine(devices.computation()), remarks(chosen.warnings)));
    }

    private record Chosen(
            Stack stack,
            TrainedStack.Report report,
            Temperature temperature,
            Optional<Logits> outOfFold,
            List<String> warnings) {}

    private static Map<String, String> remarks(List<String> warnings) {
        return warnings.isEmpty() ? Map.of() : Map.of("warning stack", String.join(" ", warnings));
    }

    private Supplier<Chosen> choice(Progress progress, Cancellation cancellation) {
        return plan.recipe() == Recipe.ARTICLE
                ? () -> asTheArticle(progress)
                : () -> byCrossValidation(progress, cancellation);
    }

    private Chosen asTheArticle(Progress progress) {
        ArticleStack made;
        try (Progress.Task task = progress.stage(STAGE, ArticleStack.EPOCHS)) {
            made = ArticleStack.fit(outputs, truth, validation, images.validationLabels(), plan.seed(), task);
        }
        TrainedStack.Report report = new TrainedStack.Report(
                made.stack().kind(),
                List.of(),
                List.of(),
                "the article's, fitted on the images its members were trained on",
                made.curve());
        return new Chosen(made.stack(), report, Temperature.NEUTRAL, Optional.empty(), List.of());
    }

    private Chosen byCrossValidation(Progress progress, Cancellation cancellation) {
        StackSelection selection;
        try (Progress.Task task = progress.stage(STAGE, StackSelection.fits(outputs, plan.folds()))) {
            selection = StackSelection.select(
                    outputs, truth, images.trainingCopies(), labels, plan.folds(), plan.seed(), task, cancellation);
        }
        return new Chosen(
                selection.stack(),
                report(selection),
                selection.temperature(),
                Optional.of(selection.outOfFold()),
                selection.warnings());
    }

    private static TrainedStack.Report report(StackSelection selection) {
        List<Double> weights = List.of();
        if (selection.stack() instanceof Stack.Greedy greedy) {
            weights = greedy.weights();
        } else if (selection.stack() instanceof Stack.NonNegative nonNegative) {
            weights = nonNegative.weights();
        }
        return new TrainedStack.Report(
                selection.kind(),
                weights.stream().map(Metrics::rounded).toList(),
                selection.candidates().stream().map(StackTrainer::rounded).toList(),
                selection.why(),
                List.of());
    }

    private static TrainedStack.Candidate rounded(TrainedStack.Candidate c) {
        return new TrainedStack.Candidate(
                c.kind(),
                Metrics.rounded(c.logLoss()),
                Metrics.rounded(c.standardError()),
                rounded(c.behindBest()),
                rounded(c.behindBestError()));
    }

    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : Metrics.rounded(value);
    }

    /** The stack may use features only where every member has them. */
    private static StackInputs outputs(List<TrainedMember> members) {
        List<Outputs> outputs = members.stream().map(TrainedMember::outputs).toList();
        List<FeatureMatrix> features =
                outputs.stream().flatMap(o -> o.trainingFeatures().stream()).toList();
        return new StackInputs(
                outputs.stream().map(Outputs::training).toList(),
                features.size() == members.size() ? features : List.of());
    }

    private static void checkSameImages(List<TrainedMember> members) {
        TrainedMember first = members.get(0);
        for (TrainedMember other : members) {
            if (!paths(other).equals(paths(first))) {
                throw new TrainingException(
                        "other images could be decoded for " + other.weights().network() + " than for "
                                + first.weights().network() + " (set aside: " + paths(other) + " and " + paths(first)
                                + "); was a machine short of memory? Train again",
                        null);
            }
        }
    }

    private static List<String> paths(TrainedMember member) {
        return member.findings().setAside().stream().map(RejectedImage::path).toList();
    }
}
