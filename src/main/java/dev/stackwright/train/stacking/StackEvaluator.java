package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Softmax;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** A stack as plain arithmetic: members' outputs → the ensemble's logits. The served graph does the same. Stateless. */
public final class StackEvaluator {

    private StackEvaluator() {}

    /** Logits of every row. */
    public static Logits evaluate(Stack stack, StackInputs outputs) {
        return evaluate(stack, outputs, IntStream.range(0, outputs.rows()).toArray());
    }

    /** Logits of {@code rows}, in that order. */
    public static Logits evaluate(Stack stack, StackInputs outputs, int[] rows) {
        double[][] out = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            out[i] = row(stack, outputs, rows[i]);
        }
        return Logits.of(out, outputs.labels());
    }

    private static double[] row(Stack stack, StackInputs outputs, int row) {
        if (stack instanceof Stack.Mean) {
            double[] weights = new double[outputs.members()];
            Arrays.fill(weights, 1.0 / outputs.members());
            return weighted(outputs, row, weights, new double[outputs.labels()]);
        } else if (stack instanceof Stack.Greedy greedy) {
            return weighted(outputs, row, array(greedy.weights()), new double[outputs.labels()]);
        } else if (stack instanceof Stack.NonNegative nonNegative) {
            return weighted(outputs, row, array(nonNegative.weights()), array(nonNegative.bias()));
        } else if (stack instanceof Stack.ConcatenatedFeatures linear) {
            return dense(features(outputs, row), linear.kernel(), linear.bias());
        } else if (stack instanceof Stack.Dense net) {
            double[] hidden = dense(sideBySide(outputs, row), net.kernel1(), net.bias1());
            for (int h = 0; h < hidden.length; h++) {
                hidden[h] = Math.max(0, hidden[h]);
            }
            return dense(hidden, net.kernel2(), net.bias2());
        } else if (stack instanceof Stack.DenseOnProbabilities net) {
            double[] hidden = dense(probabilities(outputs, row), net.kernel1(), net.bias1());
            for (int h = 0; h < hidden.length; h++) {
                hidden[h] = Math.max(0, hidden[h]);
            }
            double[] columns = dense(hidden, net.kernel2(), net.bias2());
            return outputs.labels() == 2 ? new double[] {0, columns[0]} : columns;
        }
        throw new IllegalArgumentException("unknown stack " + stack.getClass().getName());
    }

    /** Σ weight · logits + bias; writes into and returns {@code bias}. */
    private static double[] weighted(StackInputs outputs, int row, double[] weights, double[] bias) {
        if (weights.length != outputs.members()) {
            throw new IllegalArgumentException(
                    "expected " + outputs.members() + " weights of members, found " + weights.length);
        }
        for (int m = 0; m < weights.length; m++) {
            Logits logits = outputs.logits().get(m);
            for (int c = 0; c < bias.length; c++) {
                bias[c] += weights[m] * logits.at(row, c);
            }
        }
        return bias;
    }

    /** Members' logits side by side, {@code [members · labels]}. */
    static double[] sideBySide(StackInputs outputs, int row) {
        int labels = outputs.labels();
        double[] out = new double[outputs.members() * labels];
        for (int i = 0; i < out.length; i++) {
            out[i] = outputs.logits().get(i / labels).at(row, i % labels);
        }
        return out;
    }

    /** Members' probabilities side by side: for two labels that of the second, {@code [members]}, else as the logits. */
    static double[] probabilities(StackInputs outputs, int row) {
        return outputs.logits().stream()
                .map(logits -> logits.row(row))
                .flatMapToDouble(logits -> {
                    Softmax.inPlace(logits, 1);
                    return logits.length == 2 ? DoubleStream.of(logits[1]) : Arrays.stream(logits);
                })
                .toArray();
    }

    private static double[] features(StackInputs outputs, int row) {
        int channels =
                outputs.features().stream().mapToInt(FeatureMatrix::channels).sum();
        double[] out = new double[channels];
        int at = 0;
        for (FeatureMatrix features : outputs.features()) {
            for (int j = 0; j < features.channels(); j++) {
                out[at++] = features.at(row, j);
            }
        }
        return out;
    }

    private static double[] dense(double[] in, float[][] kernel, float[] bias) {
        if (kernel.length != in.length) {
            throw new IllegalArgumentException(
                    "expected " + kernel.length + " inputs of the stack, found " + in.length);
        }
        double[] out = new double[bias.length];
        for (int c = 0; c < out.length; c++) {
            out[c] = bias[c];
        }
        for (int j = 0; j < in.length; j++) {
            for (int c = 0; c < out.length; c++) {
                out[c] += in[j] * kernel[j][c];
            }
        }
        return out;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).toArray();
    }
}
