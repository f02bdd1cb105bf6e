package dev.stackwright.train.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FeatureSubspace;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.data.SubspaceFit;
import dev.stackwright.train.data.UsableImages;
import dev.stackwright.train.metrics.Auroc;
import dev.stackwright.train.metrics.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How well answers that should not be relied on can be told, each as an area under the ROC curve ({@link Auroc}): 0.5 is
 * chance. A set has no photos of other kinds, so that the nearest to them is a label that was left out.
 *
 * @param wrongByProbability wrong answers among all on the validation part, by their lower probability; absent where there
 *     are none, or nothing else
 * @param wrongOutOfFold likewise on training photos, out of fold; absent also where the recipe has no such outputs
 * @param wrongByFeatures likewise on the validation part, by features unlike those of training photos
 * @param leftOut validation photos of a label among those of all others, by features unlike those of the training photos
 *     of the others alone; of at most {@value #MOST_LABELS} labels, and of none where members keep no features
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Recognition(
        @Nullable Double wrongByProbability,
        @Nullable Double wrongOutOfFold,
        @Nullable Double wrongByFeatures,
        List<LeftOut> leftOut) {

    private static final int MOST_LABELS = 10;

    public Recognition {
        leftOut = leftOut == null ? List.of() : List.copyOf(leftOut);
    }

    /**
     * How a label is noticed by an ensemble that never saw it.
     *
     * @param photos of the label in the validation part
     */
    public record LeftOut(String label, int photos, double auroc) {}

    /**
     * Of what was trained.
     *
     * @param outOfFold the ensemble's, on training images; null where there are none
     * @param unfamiliarity of validation images; empty where members do not tell
     */
    static Recognition of(
            Labels labels,
            UsableImages images,
            List<TrainedMember> members,
            Probabilities validation,
            @Nullable Probabilities outOfFold,
            double[] unfamiliarity) {
        int[] truth = images.validationLabels();
        return new Recognition(
                wrong(validation, truth, doubts(validation)),
                outOfFold == null ? null : wrong(outOfFold, images.trainingLabels(), doubts(outOfFold)),
                unfamiliarity.length == 0 ? null : wrong(validation, truth, unfamiliarity),
                leftOut(labels, images, members));
    }

    /** Of each image, the mean over members; empty unless all of them tell. */
    static double[] unfamiliarity(List<TrainedMember> members) {
        List<FeatureSubspace> seen =
                members.stream().flatMap(member -> member.seen().stream()).toList();
        return seen.size() < members.size() ? new double[0] : unfamiliarity(members, seen);
    }

    private static double[] unfamiliarity(List<TrainedMember> members, List<FeatureSubspace> seen) {
        return IntStream.range(0, members.get(0).outputs().validation().rows())
                .mapToDouble(row -> IntStream.range(0, members.size())
                        .mapToDouble(m -> seen.get(m)
                                .unfamiliarity(members.get(m).outputs().validationFeatures(), row))
                        .average()
                        .orElseThrow())
                .toArray();
    }

    private static double[] doubts(Probabilities answers) {
        return IntStream.range(0, answers.rows())
                .mapToDouble(row -> -answers.at(row, answers.best(row)))
                .toArray();
    }

    private static @Nullable Double wrong(Probabilities answers, int[] truth, double[] score) {
        return auroc(score, row -> answers.best(row) != truth[row]);
    }

    private static @Nullable Double auroc(double[] score, IntPredicate isHigh) {
        OptionalDouble area = Auroc.of(
                IntStream.range(0, score.length)
                        .filter(isHigh.negate())
                        .mapToDouble(row -> score[row])
                        .toArray(),
                IntStream.range(0, score.length)
                        .filter(isHigh)
                        .mapToDouble(row -> score[row])
                        .toArray());
        return area.isPresent() ? Metrics.rounded(area.getAsDouble()) : null;
    }

    private static List<LeftOut> leftOut(Labels labels, UsableImages images, List<TrainedMember> members) {
        List<FeatureMatrix> training = members.stream()
                .flatMap(member -> member.outputs().trainingFeatures().stream())
                .toList();
        List<LeftOut> all = new ArrayList<>();
        if (training.size() < members.size()) {
            return all;
        }
        int[] given = images.trainingLabels();
        int count = Math.min(labels.count(), MOST_LABELS);
        for (int i = 0; i < count; i++) {
            int label = (int) ((long) i * labels.count() / count);
            int[] others = IntStream.range(0, given.length)
                    .filter(row -> given[row] != label)
                    .toArray();
            List<FeatureSubspace> seen = training.stream()
                    .map(features -> SubspaceFit.fit(features, others))
                    .toList();
            List<Example> validation = images.validation();
            Double area = auroc(
                    unfamiliarity(members, seen), row -> validation.get(row).label() == label);
            if (area != null) {
                int photos = (int)
                        validation.stream().filter(e -> e.label() == label).count();
                all.add(new LeftOut(labels.name(label), photos, area));
            }
        }
        return all;
    }
}
