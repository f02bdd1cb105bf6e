package dev.stackwright.prediction;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How sure answers are, from photos with known labels that nothing was fitted on: split conformal sets of labels (Sadinle,
 * Lei and Wasserman, Least Ambiguous Set-Valued Classifiers, JASA 2019; Angelopoulos and Bates, A Gentle Introduction to
 * Conformal Prediction, 2021, section 1), and a probability that right answers reach.
 *
 * <p>Those photos are the validation part, and not the training part's out-of-fold outputs. Members that are served were
 * fitted on the whole training part, so that neither they nor the stack nor its temperature saw a validation photo: for
 * what is served, validation photos and new photos of the same source are exchangeable, which is all that the guarantee
 * asks for. Out-of-fold outputs are by other, weaker members, the temperature was fitted on them, and one recipe has none.
 *
 * @param photos how many there were, 1 or more
 * @param scores 1 less the probability of the true label, ascending, rounded up; all where there are at most
 *     {@value #MOST}, else so many of them, evenly
 * @param unknownBelow in [0, 1]: what right answers reach in probability; 1 where no answer was right
 * @param unfamiliarAbove how unlike the training photos the photos of right answers are at most; absent where members do
 *     not tell, as in older versions. {@value #REACHED_PERCENT} % of the right answers keep to {@code unknownBelow}, or,
 *     where both are there, as many or more keep to both
 * @param answers what was answered for them, to compare later answers with; absent in what older versions wrote
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Calibration(
        int photos,
        List<Double> scores,
        double unknownBelow,
        @Nullable Double unfamiliarAbove,
        @Nullable AnswerProfile answers) {

    /** So many scores are kept at most: sets cover at most a thousandth more for it, and never less. */
    static final int MOST = 1000;

    static final int REACHED_PERCENT = 95;

    /** More would be noise of the hardware, and engines would differ by it. */
    private static final double DECIMALS = 1e6;

    public Calibration {
        if (scores == null) { // a damaged document
            throw new IllegalArgumentException("calibration: expected the field 'scores', found none");
        }
        scores = List.copyOf(scores);
        if (photos < 1 || scores.size() != Math.min(photos, MOST)) {
            throw new IllegalArgumentException("calibration: expected a score for each of 1 or more photos, at most "
                    + MOST + ", found " + scores.size() + " for " + photos);
        }
        double before = 0;
        for (double score : scores) {
            if (!(score >= before && score <= 1)) {
                throw new IllegalArgumentException(
                        "calibration: expected ascending scores in [0, 1], found " + score + " after " + before);
            }
            before = score;
        }
        if (!(unknownBelow >= 0 && unknownBelow <= 1)) {
            throw new IllegalArgumentException("calibration: expected unknownBelow in [0, 1], found " + unknownBelow);
        }
        if (unfamiliarAbove != null && !(unfamiliarAbove >= 0)) {
            throw new IllegalArgumentException(
                    "calibration: expected unfamiliarAbove from 0 on, found " + unfamiliarAbove);
        }
    }

    /** Without what was answered. */
    public Calibration(int photos, List<Double> scores, double unknownBelow) {
        this(photos, scores, unknownBelow, null, null);
    }

    /**
     * What photos say whose labels are known.
     *
     * @param answers a row a photo, one or more
     * @param truth their labels
     * @param unfamiliarity how unlike the training photos each is; empty where members do not tell
     */
    public static Calibration of(Probabilities answers, int[] truth, double[] unfamiliarity) {
        int photos = answers.rows();
        double[] all = IntStream.range(0, photos)
                .mapToDouble(row -> 1 - answers.at(row, truth[row]))
                .sorted()
                .toArray();
        List<Double> kept = new ArrayList<>();
        long most = Math.min(photos, MOST);
        for (long i = 1; i <= most; i++) {
            double score = all[(int) ((i * photos + most - 1) / most) - 1];
            kept.add(Math.min(1, Math.ceil(Math.max(0, score) * DECIMALS) / DECIMALS));
        }
        int[] right = IntStream.range(0, photos)
                .filter(row -> answers.best(row) == truth[row])
                .toArray();
        if (right.length == 0) {
            return new Calibration(photos, kept, 1, null, AnswerProfile.of(answers));
        }
        // half of those that may be missed by each of two rules, so that both together miss no more
        double missed = (1 - REACHED_PERCENT / 100.0) / (unfamiliarity.length == 0 ? 1 : 2);
        double reached = sorted(right, row -> answers.at(row, truth[row]))[missed(right.length, missed)];
        Double unfamiliarAbove = null;
        if (unfamiliarity.length > 0) {
            double[] unlike = sorted(right, row -> unfamiliarity[row]);
            unfamiliarAbove = Math.ceil(unlike[right.length - 1 - missed(right.length, missed)] * DECIMALS) / DECIMALS;
        }
        return new Calibration(
                photos,
                kept,
                Math.min(1, Math.floor(reached * DECIMALS) / DECIMALS),
                unfamiliarAbove,
                AnswerProfile.of(answers));
    }

    private static double[] sorted(int[] rows, IntToDoubleFunction value) {
        return IntStream.of(rows).mapToDouble(value).sorted().toArray();
    }

    private static int missed(int count, double share) {
        return (int) Math.floor(count * share + 1e-9);
    }

    /**
     * Passes a share of photos whose sets should have the true label.
     *
     * @throws IllegalArgumentException when it is not above 0 and below 1
     */
    public static void checkCoverage(double coverage) {
        if (!(coverage > 0 && coverage < 1)) {
            throw new IllegalArgumentException(
                    "coverage: expected a number above 0 and below 1, such as 0.9, found " + coverage);
        }
    }

    /**
     * The labels that may be the true one, the most probable first. The true one is among them for a share {@code coverage}
     * of new photos like those of the training, on average over validation parts. None where none is as probable as true labels are; all
     * where there were too few photos to leave one out.
     *
     * @param coverage above 0, below 1
     */
    public List<Integer> set(Probabilities answers, int row, double coverage) {
        double admitted = admitted(coverage);
        return IntStream.range(0, answers.labels())
                .filter(label -> 1 - answers.at(row, label) <= admitted)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer label) -> -answers.at(row, label)))
                .toList();
    }

    /** The score of rank ceil((n + 1) · coverage), or the next one that was kept. */
    private double admitted(double coverage) {
        checkCoverage(coverage);
        long rank = BigDecimal.valueOf(coverage)
                .multiply(BigDecimal.valueOf(photos + 1L))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
        return rank > photos ? Double.POSITIVE_INFINITY : scores.get((int) ((rank - 1) * scores.size() / photos));
    }

    /**
     * Whether the best label is less probable than right answers are, or the photo is less like the training photos than
     * theirs are.
     *
     * @param unfamiliarity null where the members do not tell
     */
    public boolean isUnknown(Probabilities answers, int row, @Nullable Double unfamiliarity) {
        return answers.at(row, answers.best(row)) < unknownBelow
                || (unfamiliarAbove != null && unfamiliarity != null && unfamiliarity > unfamiliarAbove);
    }
}
