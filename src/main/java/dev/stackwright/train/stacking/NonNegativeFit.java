package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
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
 * restart, 2015); a handful of unknowns, so nothing faster is needed.
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
        double momentum = 1;
        double step = 1;
        double last = value(x, gradient);
        for (int i = 0; i < MAX_ITERATIONS; i++) {
            double at = value(y, gradient);
            double[] next = projected(y, gradient, step);
            while (value(next, null) > bound(at, gradient, y, next, step) && step > 1e-12) {
                step /= 2;
                next = projected(y, gradient, step);
            }
            double value = value(next, null);
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
        double[] g = gradient == null ? new double[x.length] : gradient;
        double value = 0;
        for (int j = 0; j < x.length; j++) {
            double off = j < members ? x[j] - 1.0 / members : x[j];
            value += off * off / 2;
            g[j] = off;
        }
        double[] z = new double[classes];
        for (int row : rows) {
            value += row(x, g, z, row);
        }
        return value;
    }

    /** Adds one row's gradient; returns its loss. */
    private double row(double[] x, double[] gradient, double[] z, int row) {
        for (int c = 0; c < classes; c++) {
            z[c] = x[members + c];
            for (int m = 0; m < members; m++) {
                z[c] += x[m] * outputs.logits().get(m).at(row, c);
            }
        }
        double largest = Softmax.largest(z);
        double own = z[labels[row]];
        double logSum = Softmax.inPlace(z, 1);
        for (int c = 0; c < classes; c++) {
            double residual = z[c] - (c == labels[row] ? 1 : 0);
            gradient[members + c] += residual;
            for (int m = 0; m < members; m++) {
                gradient[m] += residual * outputs.logits().get(m).at(row, c);
            }
        }
        return logSum + largest - own;
    }

    private double[] projected(double[] y, double[] gradient, double step) {
        double[] next = new double[y.length];
        for (int j = 0; j < y.length; j++) {
            next[j] = y[j] - step * gradient[j];
            if (j < members) {
                next[j] = Math.max(0, next[j]);
            }
        }
        return next;
    }

    /** The quadratic above the function that holds once the step is short enough. */
    private static double bound(double at, double[] gradient, double[] y, double[] next, double step) {
        double linear = 0;
        double squares = 0;
        for (int j = 0; j < y.length; j++) {
            double d = next[j] - y[j];
            linear += gradient[j] * d;
            squares += d * d;
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
