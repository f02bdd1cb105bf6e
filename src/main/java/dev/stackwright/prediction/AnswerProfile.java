package dev.stackwright.prediction;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What an ensemble answered for a number of photos: how confident it was, and how often it gave each label. Two of them are
 * compared by the population stability index (Siddiqi, Credit Risk Scorecards, Wiley 2006, chapter 8): over the shares p and
 * q of the parts of both, Σ (p − q) ln(p / q); 0 where all shares are equal, and of no upper bound.
 *
 * @param confidences photos by the probability of their most probable label, in {@value #PARTS} parts that end at 0.5, 0.7,
 *     0.8, 0.9, 0.95, 0.99, 0.999 and 1: finer where trained networks are
 * @param labels photos by their most probable label, in the order of the ensemble's labels
 */
public record AnswerProfile(List<Integer> confidences, List<Integer> labels) {

    /** How many parts confidences have. */
    public static final int PARTS = 8;

    private static final double[] ENDS = {0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999};

    /** Added to each part, so that an empty one does not make the index infinite (Jeffreys' prior). */
    private static final double PRIOR = 0.5;

    /** Of the standard normal distribution, one-sided. */
    private static final double QUANTILE_95 = 1.645;

    public AnswerProfile {
        confidences = counts("confidences", confidences);
        labels = counts("labels", labels);
        if (confidences.size() != PARTS || sum(confidences) != sum(labels)) {
            throw new IllegalArgumentException("answers: expected " + PARTS
                    + " counts of confidences with the sum of those of labels, found " + confidences + " and "
                    + sum(labels));
        }
    }

    private static List<Integer> counts(String field, List<Integer> counts) {
        if (counts == null || counts.stream().anyMatch(count -> count == null || count < 0)) { // a damaged document
            throw new IllegalArgumentException(
                    "answers: expected counts of 0 or more in '" + field + "', found " + counts);
        }
        return List.copyOf(counts);
    }

    /** Of a row a photo. */
    public static AnswerProfile of(Probabilities answers) {
        int[] confidences = new int[PARTS];
        int[] labels = new int[answers.labels()];
        for (int row = 0; row < answers.rows(); row++) {
            int best = answers.best(row);
            confidences[part(answers.at(row, best))]++;
            labels[best]++;
        }
        return new AnswerProfile(boxed(confidences), boxed(labels));
    }

    /** Which part of {@link #confidences} a probability belongs to; one that is an end, to the part above it. */
    public static int part(double probability) {
        int found = Arrays.binarySearch(ENDS, probability);
        return found < 0 ? -found - 1 : found + 1;
    }

    public int photos() {
        return sum(labels);
    }

    /** The population stability index of two rows of counts. */
    public static double index(List<Integer> now, List<Integer> before) {
        double index = 0;
        for (int i = 0; i < before.size(); i++) {
            double p = (now.get(i) + PRIOR) / (sum(now) + PRIOR * now.size());
            double q = (before.get(i) + PRIOR) / (sum(before) + PRIOR * before.size());
            index += (p - q) * Math.log(p / q);
        }
        return index;
    }

    /**
     * What the index stays below in 95 of 100 cases where nothing has changed: it is then (1/n + 1/m) times a χ² variable of
     * one degree of freedom less than there are parts, here of those with photos (Yurdakul and Naranjo, Statistical
     * properties of the population stability index, Journal of Risk Model Validation 14(4), 2020). Not a number without photos.
     */
    public static double limit(List<Integer> now, List<Integer> before) {
        long parts = IntStream.range(0, before.size())
                .filter(i -> now.get(i) + before.get(i) > 0)
                .count();
        double freedom = Math.max(1, parts - 1);
        return (1.0 / sum(now) + 1.0 / sum(before)) * (freedom + QUANTILE_95 * Math.sqrt(2 * freedom));
    }

    private static int sum(List<Integer> counts) {
        return counts.stream().mapToInt(Integer::intValue).sum();
    }

    private static List<Integer> boxed(int[] counts) {
        return Arrays.stream(counts).boxed().toList();
    }
}
