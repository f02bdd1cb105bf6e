package dev.stackwright.train.report;

import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.dataset.SetAside;
import dev.stackwright.prediction.Calibration;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.ArticleDepartures;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.PenaltySearch;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.UsableImages;
import dev.stackwright.train.metrics.CalibrationError.ReliabilityBin;
import dev.stackwright.train.metrics.ConfusionMatrix;
import dev.stackwright.train.metrics.LabelIssue;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.stacking.StackEvaluator;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The report, after everything was chosen: the one place where the validation part is scored but for curves. Pure. */
public final class ReportBuilder {

    /** So many images with a doubtful label are listed of each part. */
    public static final int MOST_SUSPICIOUS = 20;

    /** So many images that members answer differently are listed. */
    public static final int MOST_DISAGREEMENTS = 30;

    private final TrainingPlan plan;
    private final DatasetIndex dataset;
    private final UsableImages images;
    private final List<TrainedMember> members;
    private final TrainedStack stack;
    private final int[] labels;
    private final Logits validation;

    private ReportBuilder(TrainingPlan plan, DatasetIndex dataset, List<TrainedMember> members, TrainedStack stack) {
        this.plan = plan;
        this.dataset = dataset;
        this.images = UsableImages.of(dataset, members.get(0).findings());
        this.members = List.copyOf(members);
        this.stack = stack;
        this.labels = images.validationLabels();
        this.validation = validation(members, stack);
    }

    private static Logits validation(List<TrainedMember> members, TrainedStack stack) {
        List<Outputs> outputs = members.stream().map(TrainedMember::outputs).toList();
        return StackEvaluator.evaluate(
                stack.stack(),
                new StackInputs(
                        outputs.stream().map(Outputs::validation).toList(),
                        outputs.stream().map(Outputs::validationFeatures).toList()));
    }

    /**
     * What the ensemble answers for a validation photo.
     *
     * @param given its label in the dataset
     * @param probability of {@code label}, as served, to six digits
     */
    public record Answer(Example photo, String given, String label, double probability) {}

    /**
     * The ensemble's answers for all validation photos, in their order.
     *
     * @param members in the plan's order
     */
    public static List<Answer> answers(DatasetIndex dataset, List<TrainedMember> members, TrainedStack stack) {
        List<Example> photos =
                UsableImages.of(dataset, members.get(0).findings()).validation();
        Probabilities answers = validation(members, stack).softmax(stack.temperature());
        return IntStream.range(0, photos.size())
                .mapToObj(i -> new Answer(
                        photos.get(i),
                        dataset.labels().name(photos.get(i).label()),
                        dataset.labels().name(answers.best(i)),
                        Metrics.rounded(answers.at(i, answers.best(i)))))
                .toList();
    }

    /**
     * Of what was trained.
     *
     * @param members in the plan's order
     */
    public static ReportBuilder of(
            TrainingPlan plan, DatasetIndex dataset, List<TrainedMember> members, TrainedStack stack) {
        return new ReportBuilder(plan, dataset, members, stack);
    }

    /** How sure its answers are; null where no validation image could be read. */
    public @Nullable Calibration calibration() {
        return labels.length == 0
                ? null
                : Calibration.of(validation.softmax(stack.temperature()), labels, Recognition.unfamiliarity(members));
    }

    /** Every piece of work under its name, the stack's last. */
    private Map<String, Measurements> work() {
        Map<String, Measurements> work = new LinkedHashMap<>();
        members.forEach(member -> work.put(member.weights().network(), member.work()));
        work.put("stack", stack.work());
        return work;
    }

    public Report report() {
        Probabilities ensemble = validation.softmax(stack.temperature());
        ConfusionMatrix confusion = ConfusionMatrix.of(ensemble, labels);
        Comparisons comparisons = new Comparisons(members, validation, stack.temperature(), labels);
        Optional<Report.Comparison> best = comparisons.withBest(images.trainingLabels());
        return new Report(
                Report.SCHEMA,
                plan.recipe().text(),
                departures(),
                plan.seed(),
                plan.folds(),
                dataset.labels(),
                plan.spec(),
                data(),
                members.stream().map(this::member).toList(),
                stack.report(),
                Metrics.rounded(stack.temperature().value()),
                score(validation, stack.temperature(), labels),
                score(validation, Temperature.NEUTRAL, labels),
                stack.outOfFold()
                        .map(logits -> score(logits, stack.temperature(), images.trainingLabels()))
                        .orElse(null),
                best.orElse(null),
                best.isPresent() ? List.of() : comparisons.withAll(),
                new Report.Reliability(
                        ReliabilityBin.of(validation.softmax(Temperature.NEUTRAL), labels),
                        ReliabilityBin.of(ensemble, labels)),
                Recognition.of(
                        dataset.labels(),
                        images,
                        members,
                        ensemble,
                        stack.outOfFold()
                                .map(logits -> logits.softmax(stack.temperature()))
                                .orElse(null),
                        Recognition.unfamiliarity(members)),
                disagreements(ensemble),
                confusion.counts(),
                confusion.classes(dataset.labels()).stream()
                        .map(ReportBuilder::rounded)
                        .toList(),
                stack.outOfFold()
                        .map(logits -> suspicious(images.training(), logits))
                        .orElse(List.of()),
                suspicious(images.validation(), validation),
                members.stream().flatMap(member -> member.history().stream()).toList(),
                Measurements.seconds(List.copyOf(work().values())),
                Measurements.environment(work()),
                null);
    }

    private List<String> departures() {
        return plan.recipe() == Recipe.ARTICLE
                ? ArticleDepartures.of(
                        plan,
                        dataset.labels(),
                        members.stream().map(TrainedMember::weights).toList())
                : List.of();
    }

    private Score score(Logits logits, Temperature temperature, int[] truth) {
        return Score.of(logits, temperature, truth, plan.seed());
    }

    private Report.Data data() {
        return new Report.Data(
                dataset.digest(),
                images.training().size(),
                images.validation().size(),
                counts(images.training(), dataset.labels()),
                counts(images.validation(), dataset.labels()),
                dataset.validationWasSplitOff(),
                SetAside.listed(Stream.concat(dataset.setAside().stream(), images.setAside().stream())
                        .toList()),
                images.findings().nearCopies().stream().limit(SetAside.LISTED).toList(),
                Stream.concat(dataset.remarks().stream(), images.findings().lines().stream())
                        .toList());
    }

    private static Map<String, Integer> counts(List<Example> examples, Labels labels) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        labels.names().forEach(name -> counts.put(name, 0));
        examples.forEach(e -> counts.merge(labels.name(e.label()), 1, Integer::sum));
        return counts;
    }

    private Report.Member member(TrainedMember trained) {
        return new Report.Member(
                trained.weights().network(),
                trained.weights().origin(),
                trained.weights().digest(),
                trained.origin().text(),
                trained.temperature().map(t -> Metrics.rounded(t.value())).orElse(null),
                trained.probe().map(PenaltySearch::c).orElse(null),
                trained.probe().map(PenaltySearch::path).orElse(List.of()),
                trained.outputs()
                        .trainingOutOfFold()
                        .map(logits -> score(logits, Temperature.NEUTRAL, images.trainingLabels()))
                        .orElse(null),
                score(trained.outputs().validation(), Temperature.NEUTRAL, labels));
    }

    private List<LabelIssue> suspicious(List<Example> examples, Logits logits) {
        return LabelIssue.of(
                        examples.stream().map(Example::path).toList(),
                        logits.softmax(stack.temperature()),
                        examples.stream().mapToInt(Example::label).toArray(),
                        dataset.labels(),
                        MOST_SUSPICIOUS)
                .stream()
                .map(s -> new LabelIssue(s.path(), s.given(), s.predicted(), Metrics.rounded(s.probability())))
                .toList();
    }

    private List<Report.Disagreement> disagreements(Probabilities ensemble) {
        List<Probabilities> answers = members.stream()
                .map(member -> member.outputs().validation().softmax(Temperature.NEUTRAL))
                .toList();
        return IntStream.range(0, labels.length)
                .filter(i -> answers.stream()
                                .mapToInt(answer -> answer.best(i))
                                .distinct()
                                .count()
                        > 1)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> ensemble.best(i) == labels[i]))
                .limit(MOST_DISAGREEMENTS)
                .map(i -> new Report.Disagreement(
                        images.validation().get(i).path(),
                        dataset.labels().name(labels[i]),
                        dataset.labels().name(ensemble.best(i)),
                        answers.stream()
                                .map(answer -> dataset.labels().name(answer.best(i)))
                                .toList()))
                .toList();
    }

    private static ConfusionMatrix.ClassFigures rounded(ConfusionMatrix.ClassFigures c) {
        return new ConfusionMatrix.ClassFigures(
                c.label(),
                c.support(),
                Metrics.rounded(c.precision()),
                Metrics.rounded(c.recall()),
                Metrics.rounded(c.f1()));
    }
}
