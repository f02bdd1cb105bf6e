package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Softmax;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Logistic regression on logits with one weight a member, at least 0, and one bias a label: Σ cross-entropy + ½ · ‖w −
 * 1/members‖² + ½ · ‖bias‖². The penalty draws towards the plain mean, so that few rows change little, and makes the
 * minimum finite and unique where the rows can be told apart perfectly.
 *
 * <p>Accelerated projected gradient with restarts (Beck and Teboulle, FISTA, 2009; O'Donoghue and Candès, Adaptive
 * restart, 2015), each unknown's step divided by its second derivative at the plain mean: weights have thousands of times
 * those of the biases where there are many rows and labels, and as many more steps would be needed.
 */
final class NonNegativeFit {

    private static final int MAX_ITERATIONS = 2000;
    private static final double TOLERANCE = 1e-9;

    private final StackInputs outputs;
    private final int[] labels;
    private final int[] rows;
    private final int members;
    private final int classes;

    private NonNegativeFit(StackInputs outputs, int[] labels, int[] rows) {
        this.outputs = outputs;
        this.labels = labels;
        this.rows = rows;
        this.members = outputs.members();
        this.classes = outputs.labels();
    }

    static Stack.NonNegative fit(StackInputs outputs, int[] labels, int[] rows, long seed) {
        return new NonNegativeFit(outputs, labels, rows).fit();
    }

    private Stack.NonNegative fit() {
        double[] x = new double[members + classes];
        Arrays.fill(x, 0, members, 1.0 / members);
        double[] y = x.clone();
        double[] gradient = new double[x.length];
        double[] curvature = curvature(x);
        double momentum = 1;
        double step = 1;
        double last = value(x, null);
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            double at = value(y, gradient);
            double[] next = projected(y, gradient, curvature, step);
            double value = value(next, null);
            while (value > bound(at, gradient, curvature, y, next, step) && step > 1e-12) {
                step /= 2;
                next = projected(y, gradient, curvature, step);
                value = value(next, null);
            }
            double moved = distance(next, x);
            double grown = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
            boolean restart = value > last;
            for (int j = 0; j < x.length; j++) {
                y[j] = restart ? next[j] : next[j] + (momentum - 1) / grown * (next[j] - x[j]);
            }
            momentum = restart ? 1 : grown;
            x = next;
            last = value;
            if (moved < TOLERANCE) {
                break;
            }
        }
        return new Stack.NonNegative(list(x, 0, members), list(x, members, x.length));
    }

    private double value(double[] x, double @Nullable [] gradient) {
        double value = 0;
        for (int j = 0; j < x.length; j++) {
            double off = j < members ? x[j] - 1.0 / members : x[j];
            value += off * off / 2;
            if (gradient != null) {
                gradient[j] = off;
            }
        }
        double[] z = new double[classes];
        for (int row : rows) {
            value += probabilities(x, z, row);
            if (gradient != null) {
                z[labels[row]] -= 1;
                addGradient(z, gradient, row);
            }
        }
        return value;
    }

    /** Writes one row's probabilities; returns its loss. */
    private double probabilities(double[] x, double[] z, int row) {
        System.arraycopy(x, members, z, 0, classes);
        for (int m = 0; m < members; m++) {
            Logits logits = outputs.logits().get(m);
            for (int c = 0; c < classes; c++) {
                z[c] += x[m] * logits.at(row, c);
            }
        }
        return Softmax.crossEntropy(z, labels[row], 1);
    }

    private void addGradient(double[] residuals, double[] gradient, int row) {
        for (int c = 0; c < classes; c++) {
            gradient[members + c] += residuals[c];
        }
        for (int m = 0; m < members; m++) {
            Logits logits = outputs.logits().get(m);
            for (int c = 0; c < classes; c++) {
                gradient[m] += residuals[c] * logits.at(row, c);
            }
        }
    }

    /** Second derivatives by each unknown: the penalty's 1, and variances under the probabilities. */
    private double[] curvature(double[] x) {
        double[] curvature = new double[x.length];
        Arrays.fill(curvature, 1);
        double[] p = new double[classes];
        for (int row : rows) {
            var unused = probabilities(x, p, row);
            for (int m = 0; m < members; m++) {
                Logits logits = outputs.logits().get(m);
                double mean = 0;
                double squares = 0;
                for (int c = 0; c < classes; c++) {
                    double off = logits.at(row, c) - logits.at(row, labels[row]);
                    mean += p[c] * off;
                    squares += p[c] * off * off;
                }
                curvature[m] += Math.max(0, squares - mean * mean);
            }
            for (int c = 0; c < classes; c++) {
                curvature[members + c] += p[c] * (1 - p[c]);
            }
        }
        return curvature;
    }

    private double[] projected(double[] y, double[] gradient, double[] curvature, double step) {
        double[] next = new double[y.length];
        for (int j = 0; j < y.length; j++) {
            next[j] = y[j] - step * gradient[j] / curvature[j];
            if (j < members) {
                next[j] = Math.max(0, next[j]);
            }
        }
        return next;
    }

    /** The quadratic above the function that holds once the step is short enough. */
    private static double bound(
            double at, double[] gradient, double[] curvature, double[] y, double[] next, double step) {
        double linear = 0;
        double squares = 0;
        for (int j = 0; j < y.length; j++) {
            double d = next[j] - y[j];
            linear += gradient[j] * d;
            squares += curvature[j] * d * d;
        }
        return at + linear + squares / (2 * step) + 1e-12 * Math.abs(at);
    }

    private static double distance(double[] a, double[] b) {
        double largest = 0;
        for (int j = 0; j < a.length; j++) {
            largest = Math.max(largest, Math.abs(a[j] - b[j]));
        }
        return largest;
    }

    private static List<Double> list(double[] x, int from, int to) {
        return Arrays.stream(x, from, to).boxed().toList();
    }
}
