package dev.stackwright.train.stacking;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One linear head on all members' features side by side, its penalty chosen as a probe's is. Each member's features are
 * divided by their root mean square first, folded into the kernel: one penalty for all would else leave a member out
 * whose features are small numbers.
 */
final class ConcatenatedFit implements StackCandidate {

    static final String KIND = "concatenated-features";

    /** Values of all features together beyond which the candidate is left out: 1 GiB as float32. */
    static final long MOST_VALUES = 1L << 28;

    /** Products of one pass over all features and labels beyond which it is: its tens of fits would take hours. */
    static final long MOST_PRODUCTS = 1L << 31;

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int fits(int folds) {
        return Probe.fits(folds);
    }

    @Override
    public Fitted fit(
            StackInputs outputs,
            int[] labels,
            StratifiedFolds folds,
            long seed,
            Progress.Task task,
            Cancellation cancellation) {
        List<FeatureMatrix> features = outputs.features();
        double[] scales =
                features.stream().mapToDouble(ConcatenatedFit::rootMeanSquare).toArray();
        Probe probe = Probe.fit(sideBySide(features, scales), labels, outputs.labels(), folds, task, cancellation);
        Head head = probe.head();
        float[][] kernel = new float[head.channels()][head.labels()];
        int at = 0;
        for (int m = 0; m < features.size(); m++) {
            for (int j = 0; j < features.get(m).channels(); j++, at++) {
                for (int c = 0; c < head.labels(); c++) {
                    kernel[at][c] = (float) (head.kernel()[at * head.labels() + c] / scales[m]);
                }
            }
        }
        return new Fitted(new Stack.ConcatenatedFeatures(kernel, head.bias()), probe.compared(), probe.warning());
    }

    /** Why it is not tried on {@code outputs}, for people; nothing where it is, or where there are no features. */
    static Optional<String> tooLarge(StackInputs outputs) {
        long values = outputs.features().stream()
                .mapToLong(f -> (long) f.rows() * f.channels())
                .sum();
        if (values <= MOST_VALUES && values * outputs.labels() <= MOST_PRODUCTS) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%s was not tried: the photos have %,d features and %,d labels; it is up to %,d features, and up to %,d"
                        + " as the product of both",
                KIND,
                values,
                outputs.labels(),
                MOST_VALUES,
                MOST_PRODUCTS));
    }

    /** 1 where all are 0. */
    private static double rootMeanSquare(FeatureMatrix features) {
        double squares = 0;
        for (float v : features.values()) {
            squares += (double) v * v;
        }
        return squares == 0 ? 1 : Math.sqrt(squares / features.values().length);
    }

    private static FeatureMatrix sideBySide(List<FeatureMatrix> features, double[] scales) {
        int channels = features.stream().mapToInt(FeatureMatrix::channels).sum();
        int rows = features.get(0).rows();
        float[] all = new float[rows * channels];
        int at = 0;
        for (int m = 0; m < scales.length; m++) {
            FeatureMatrix own = features.get(m);
            for (int row = 0; row < rows; row++) {
                for (int j = 0; j < own.channels(); j++) {
                    all[row * channels + at + j] = (float) (own.at(row, j) / scales[m]);
                }
            }
            at += own.channels();
        }
        return new FeatureMatrix(rows, channels, all);
    }
}
