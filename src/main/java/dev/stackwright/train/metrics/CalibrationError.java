package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Probabilities;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/**
 * Expected calibration error (Guo et al., On Calibration of Modern Neural Networks, ICML 2017, equation 3): rows are put
 * into 15 bins of equal width by the probability of their most probable label, and the gaps between mean probability and
 * accuracy are averaged by size of bin.
 *
 * <p>It is above 0 for a perfectly calibrated model too, since accuracies of few rows scatter (Roelofs et al., Mitigating
 * bias in calibration error estimation, AISTATS 2022): .05 on 150 rows that are right in nine cases of ten. Only what
 * exceeds {@code byChance} tells against a model.
 *
 * @param value in [0, 1]; 0 where there are no rows
 * @param byChance what a calibrated model of the same probabilities shows on the average: the mean over truths that are
 *     drawn from these probabilities
 */
public record CalibrationError(double value, double byChance) {

    static final int BINS = 15;
    /** The mean's own error is then a fortieth of it. */
    private static final int DRAWS = 200;

    /**
     * Of predictions for rows with these labels.
     *
     * @param random draws the truths
     */
    public static CalibrationError of(Probabilities probabilities, int[] labels, Random random) {
        double[] confidence = new double[labels.length];
        boolean[] right = new boolean[labels.length];
        for (int i = 0; i < labels.length; i++) {
            int best = probabilities.best(i);
            confidence[i] = probabilities.at(i, best);
            right[i] = best == labels[i];
        }
        return new CalibrationError(error(confidence, right), byChance(confidence, random));
    }

    private static double byChance(double[] confidence, Random random) {
        boolean[] right = new boolean[confidence.length];
        double sum = 0;
        for (int draw = 0; draw < DRAWS; draw++) {
            for (int i = 0; i < right.length; i++) {
                right[i] = random.nextDouble() < confidence[i];
            }
            sum += error(confidence, right);
        }
        return sum / DRAWS;
    }

    /** Bins are open below and closed above, as in the paper. */
    static int bin(double confidence) {
        return Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1));
    }

    private static double error(double[] confidence, boolean[] right) {
        double[] gaps = new double[BINS];
        for (int i = 0; i < confidence.length; i++) {
            gaps[bin(confidence[i])] += confidence[i] - (right[i] ? 1 : 0);
        }
        double sum = 0;
        for (double gap : gaps) {
            sum += Math.abs(gap);
        }
        return confidence.length == 0 ? 0 : sum / confidence.length;
    }

    /**
     * The rows of one bin of a reliability diagram (Guo et al., On Calibration of Modern Neural Networks, ICML 2017, section
     * 2): rows whose most probable label has a probability in the same fifteenth.
     *
     * @param n rows, 1 or more
     * @param confidence mean probability of the most probable label
     * @param accuracy share of the rows whose most probable label is theirs
     */
    public record ReliabilityBin(int n, double confidence, double accuracy) {

        /** Those that have rows, in order of confidence. */
        public static List<ReliabilityBin> of(Probabilities probabilities, int[] labels) {
            int[] n = new int[CalibrationError.BINS];
            double[] confidence = new double[CalibrationError.BINS];
            int[] right = new int[CalibrationError.BINS];
            for (int i = 0; i < labels.length; i++) {
                int best = probabilities.best(i);
                int bin = CalibrationError.bin(probabilities.at(i, best));
                n[bin]++;
                confidence[bin] += probabilities.at(i, best);
                right[bin] += best == labels[i] ? 1 : 0;
            }
            List<ReliabilityBin> bins = new ArrayList<>();
            for (int bin = 0; bin < n.length; bin++) {
                if (n[bin] > 0) {
                    bins.add(new ReliabilityBin(
                            n[bin],
                            Metrics.rounded(confidence[bin] / n[bin]),
                            Metrics.rounded((double) right[bin] / n[bin])));
                }
            }
            return bins;
        }
    }
}
