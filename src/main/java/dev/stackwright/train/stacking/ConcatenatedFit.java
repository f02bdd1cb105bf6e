package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.logistic.Probe;
import java.util.List;

/** One linear head on all members' features side by side, its penalty chosen as a probe's is. */
final class ConcatenatedFit implements StackCandidate {

    /** Values of all features together beyond which the candidate is left out: 1 GiB as float32. */
    static final long MOST_VALUES = 1L << 28;

    @Override
    public String kind() {
        return "concatenated-features";
    }

    @Override
    public Fitted fit(StackInputs outputs, int[] labels, StratifiedFolds folds, long seed) {
        Probe probe = Probe.fit(sideBySide(outputs.features()), labels, outputs.labels(), folds);
        Head head = probe.head();
        float[][] kernel = new float[head.channels()][head.labels()];
        for (int j = 0; j < head.channels(); j++) {
            System.arraycopy(head.kernel(), j * head.labels(), kernel[j], 0, head.labels());
        }
        return new Fitted(new Stack.ConcatenatedFeatures(kernel, head.bias()), probe.outOfFold());
    }

    static boolean possible(StackInputs outputs) {
        return !outputs.features().isEmpty() && values(outputs.features()) <= MOST_VALUES;
    }

    private static long values(List<FeatureMatrix> features) {
        return features.stream().mapToLong(f -> (long) f.rows() * f.channels()).sum();
    }

    private static FeatureMatrix sideBySide(List<FeatureMatrix> features) {
        int channels = features.stream().mapToInt(FeatureMatrix::channels).sum();
        int rows = features.get(0).rows();
        float[] all = new float[rows * channels];
        int at = 0;
        for (FeatureMatrix f : features) {
            for (int row = 0; row < rows; row++) {
                System.arraycopy(f.values(), row * f.channels(), all, row * channels + at, f.channels());
            }
            at += f.channels();
        }
        return new FeatureMatrix(rows, channels, all);
    }
}
