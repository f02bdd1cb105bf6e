package dev.stackwright.train;

import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.dataset.SetAside;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.graph.Devices;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.TrainedMember.Says;
import dev.stackwright.train.report.Machine;
import dev.stackwright.train.report.StackReport;
import dev.stackwright.train.report.Timings;
import dev.stackwright.train.stack.ArticleStack;
import dev.stackwright.train.stack.MemberOutputs;
import dev.stackwright.train.stack.StackSelection;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The stage that chooses the stack: from what the members say of the training images, and their labels. */
public final class Stacking {

    private final TrainingPlan plan;
    private final Labels labels;
    private final int[] truth;
    private final MemberOutputs outputs;

    private Stacking(TrainingPlan plan, Labels labels, int[] truth, MemberOutputs outputs) {
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
    public static StackOutcome stack(
            TrainingPlan plan, DatasetIndex dataset, List<TrainedMember> members, Clock clock) {
        checkSameImages(members);
        int[] truth = Usable.of(dataset, members).trainingLabels();
        Stacking stacking = new Stacking(plan, dataset.labels(), truth, outputs(members));
        Timings timings = new Timings(clock);
        Chosen chosen = timings.time("stack", stacking.choice());
        return new StackOutcome(
                chosen.stack,
                chosen.report,
                chosen.temperature,
                chosen.outOfFold,
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                new Work(timings.drain(), Machine.describe(Devices.AUTO.gpuPresent()), Map.of()));
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
    private static MemberOutputs outputs(List<TrainedMember> members) {
        List<Says> says = members.stream().map(TrainedMember::says).toList();
        List<FeatureMatrix> features =
                says.stream().flatMap(s -> s.trainingFeatures().stream()).toList();
        return new MemberOutputs(
                says.stream().map(Says::training).toList(), features.size() == members.size() ? features : List.of());
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
        return member.setAside().stream().map(SetAside::path).toList();
    }
}
