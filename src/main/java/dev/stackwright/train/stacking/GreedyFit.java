package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Softmax;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.Arrays;

/**
 * Caruana et al., Ensemble selection from libraries of models, ICML 2004, with replacement: members are added one at a
 * time, each time the one with which the mean of logits has the least log-loss, ties to the earlier one. The best prefix
 * of the rounds is taken, the shortest of equals.
 */
final class GreedyFit {

    private static final int ROUNDS = 25;

    private GreedyFit() {}

    static Stack.Greedy fit(StackInputs outputs, int[] labels, int[] rows, long seed) {
        double[][] sum = new double[rows.length][outputs.labels()];
        int[] counts = new int[outputs.members()];
        int[] bestCounts = counts;
        double bestLoss = Double.POSITIVE_INFINITY;
        for (int round = 1; round <= ROUNDS; round++) {
            int chosen = -1;
            double chosenLoss = Double.POSITIVE_INFINITY;
            for (int m = 0; m < outputs.members(); m++) {
                double loss = loss(sum, outputs.logits().get(m), rows, round, labels);
                if (loss < chosenLoss) {
                    chosen = m;
                    chosenLoss = loss;
                }
            }
            add(sum, outputs.logits().get(chosen), rows);
            counts[chosen]++;
            if (chosenLoss < bestLoss) {
                bestLoss = chosenLoss;
                bestCounts = counts.clone();
            }
        }
        double total = Arrays.stream(bestCounts).sum();
        return new Stack.Greedy(
                Arrays.stream(bestCounts).mapToObj(count -> count / total).toList());
    }

    /** Of the mean with one member more; a row at a time, as means of many rows and labels are large. */
    private static double loss(double[][] sum, Logits added, int[] rows, int round, int[] labels) {
        double[] mean = new double[added.labels()];
        double loss = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < mean.length; c++) {
                mean[c] = (sum[i][c] + added.at(rows[i], c)) / round;
            }
            loss += Softmax.crossEntropy(mean, labels[rows[i]], 1);
        }
        return loss / rows.length;
    }

    private static void add(double[][] sum, Logits added, int[] rows) {
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < added.labels(); c++) {
                sum[i][c] += added.at(rows[i], c);
            }
        }
    }
}
