package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Probabilities;

/**
 * Expected calibration error (Guo et al., On Calibration of Modern Neural Networks, ICML 2017, equation 3): rows are put
 * into 15 bins of equal width by the probability of the label they were given, and the gaps between mean probability
 * and accuracy are averaged by size of bin.
 */
public final class CalibrationError {

    private static final int BINS = 15;

    private CalibrationError() {}

    /** In [0, 1]; 0 where there are no rows. */
    public static double of(Probabilities probabilities, int[] labels) {
        double[] gaps = new double[BINS];
        for (int i = 0; i < labels.length; i++) {
            int best = probabilities.best(i);
            double confidence = probabilities.at(i, best);
            // bins are open below and closed above, as in the paper
            int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(confidence * BINS) - 1));
            gaps[bin] += confidence - (best == labels[i] ? 1 : 0);
        }
        double sum = 0;
        for (double gap : gaps) {
            sum += Math.abs(gap);
        }
        return labels.length == 0 ? 0 : sum / labels.length;
    }
}
