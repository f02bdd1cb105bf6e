package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.Arrays;

/**
 * Members' logits side by side → Dense(10, relu) → Dense(labels), see {@link DenseNet}. Logits are divided by their root
 * mean square first (folded into the first kernel), so that members' scale does not decide how fast the net learns.
 */
final class DenseFit {

    private DenseFit() {}

    /** About 3,000 steps: enough for a net of this size at that rate, whatever the number of rows. */
    static Stack fit(StackInputs outputs, int[] labels, int[] rows, long seed) {
        double[][] inputs = Arrays.stream(rows)
                .mapToObj(row -> StackEvaluator.sideBySide(outputs, row))
                .toArray(double[][]::new);
        int[] given = Arrays.stream(rows).map(row -> labels[row]).toArray();
        double scale = scale(inputs);
        for (double[] input : inputs) {
            for (int j = 0; j < input.length; j++) {
                input[j] *= scale;
            }
        }
        DenseNet net = new DenseNet(outputs.members() * outputs.labels(), outputs.labels(), seed);
        int epochs = Math.max(20, Math.min(300, 3000 / DenseNet.steps(rows.length)));
        for (int epoch = 0; epoch < epochs; epoch++) {
            var unused = net.epoch(inputs, given);
        }
        return net.onLogits(scale);
    }

    private static double scale(double[][] inputs) {
        double squares = 0;
        int count = 0;
        for (double[] input : inputs) {
            for (double v : input) {
                squares += v * v;
                count++;
            }
        }
        return squares == 0 ? 1 : 1 / Math.sqrt(squares / count);
    }
}
