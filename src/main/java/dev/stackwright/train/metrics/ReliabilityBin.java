package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Probabilities;
import java.util.ArrayList;
import java.util.List;

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
