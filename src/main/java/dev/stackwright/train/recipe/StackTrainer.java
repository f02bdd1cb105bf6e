package dev.stackwright.train.recipe;

import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.dataset.RejectedImage;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.train.Machine;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.StackReport;
import dev.stackwright.train.Timings;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.Usable;
import dev.stackwright.train.stacking.ArticleStack;
import dev.stackwright.train.stacking.StackInputs;
import dev.stackwright.train.stacking.StackSelection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The stage that chooses the stack: from what the members say of the training images, and their labels. */
public final class StackTrainer {

    private final TrainingPlan plan;
    private final Labels labels;
    private final int[] truth;
    private final StackInputs outputs;

    private StackTrainer(TrainingPlan plan, Labels labels, int[] truth, StackInputs outputs) {
        this.plan = plan;
        this.labels = labels;
        this.truth = truth;
        this.outputs = outputs;
    }

    /**
     * Chooses and fits the stack and its temperature.
     *
     * @param members in the plan's order
     * @throws TrainingException when the members did not see the same images
     */
    public static TrainedStack stack(
            TrainingPlan plan, DatasetIndex dataset, List<TrainedMember> members, Clock clock) {
        checkSameImages(members);
        int[] truth = Usable.of(dataset, members).trainingLabels();
        StackTrainer stacking = new StackTrainer(plan, dataset.labels(), truth, outputs(members));
        Timings timings = new Timings(clock);
        Chosen chosen = timings.time("stack", stacking.choice());
        return new TrainedStack(
                chosen.stack,
                chosen.report,
                chosen.temperature,
                chosen.outOfFold,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                new Measurements(timings.drain(), Machine.describe(Devices.AUTO.gpuPresent()), Map.of()));
    }

    private record Chosen(Stack stack, StackReport report, Temperature temperature, Optional<Logits> outOfFold) {}

    private Supplier<Chosen> choice() {
        return plan.recipe() == Recipe.ARTICLE ? this::asTheArticle : this::byCrossValidation;
    }

    private Chosen asTheArticle() {
        StackReport report = new StackReport(
                "dense", List.of(), List.of(), "the article's, fitted on the images its members were trained on");
        return new Chosen(ArticleStack.fit(outputs, truth, plan.seed()), report, Temperature.NEUTRAL, Optional.empty());
    }

    private Chosen byCrossValidation() {
        StackSelection selection = StackSelection.select(outputs, truth, labels, plan.folds(), plan.seed());
        return new Chosen(
                selection.stack(),
                StackReport.of(selection),
                selection.temperature(),
                Optional.of(selection.outOfFold()));
    }

    /** The stack may use features only where every member has them. */
    private static StackInputs outputs(List<TrainedMember> members) {
        List<Outputs> says = members.stream().map(TrainedMember::says).toList();
        List<FeatureMatrix> features =
                says.stream().flatMap(s -> s.trainingFeatures().stream()).toList();
        return new StackInputs(
                says.stream().map(Outputs::training).toList(),
                features.size() == members.size() ? features : List.of());
    }

    private static void checkSameImages(List<TrainedMember> members) {
        TrainedMember first = members.get(0);
        for (TrainedMember other : members) {
            if (!other.setAside().equals(first.setAside())) {
                throw new TrainingException(
                        "other images could be decoded for " + other.weights().network() + " than for "
                                + first.weights().network() + " (set aside: " + paths(other) + " and " + paths(first)
                                + "); was a machine short of memory? Train again",
                        null);
            }
        }
    }

    private static List<String> paths(TrainedMember member) {
        return member.setAside().stream().map(RejectedImage::path).toList();
    }
}
