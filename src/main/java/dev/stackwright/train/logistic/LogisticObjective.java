package dev.stackwright.train.logistic;

import dev.stackwright.network.Head;
import java.util.Arrays;

/**
 * scikit-learn's {@code LogisticRegression(C)} divided by C · n: mean cross-entropy + ‖W‖² / (2 · C · n), bias not
 * penalised. Two classes have one column (a sigmoid), more have one column each (a softmax), as there.
 *
 * <p>The point is {@code [columns][channels]} weights, then {@code [columns]} biases. The biases are those of centred
 * features (less their mean over the rows): since biases are not penalised this moves the same minimum, and it takes the
 * largest eigenvalue by far out of the problem, as pooled features are positive; a fit needs several times fewer steps.
 * The weights are those of features divided by their root mean square, so that the gradients of weights and biases have
 * one scale, whatever the features'. {@link #bias} and {@link #head} speak of the features as they are.
 *
 * <p>Four rows are taken at a time: each weight is loaded once for four independent sums, and each gradient entry is stored once for four rows; the rows
 * themselves stay in the first cache between the two passes.
 */
final class LogisticObjective implements HeadObjective {

    private static final int BLOCK = 4;

    private final Rows rows;
    private final int columns;
    private final double penalty;
    private final double[] mean;
    /** What features are multiplied by. */
    private final double scale;

    LogisticObjective(Rows rows, int classes, double c) {
        this.rows = rows;
        this.columns = HeadObjective.columns(classes);
        this.mean = rows.mean();
        this.scale = 1 / rows.spread(mean);
        this.penalty = scale * scale / (c * rows.count());
    }

    @Override
    public int size() {
        return columns * (rows.channels() + 1);
    }

    /** The bias of one column for features that are not centred. */
    double bias(double[] point, int column) {
        int d = rows.channels();
        double bias = point[columns * d + column];
        for (int j = 0; j < d; j++) {
            bias -= scale * point[column * d + j] * mean[j];
        }
        return bias;
    }

    @Override
    public double valueAndGradient(double[] point, double[] gradient) {
        Arrays.fill(gradient, 0);
        int n = rows.count();
        double loss = 0;
        double[][] z = new double[BLOCK][columns];
        double[] biases = new double[columns];
        for (int c = 0; c < columns; c++) {
            biases[c] = bias(point, c);
        }
        int i = 0;
        for (; i + BLOCK <= n; i += BLOCK) {
            for (int c = 0; c < columns; c++) {
                score4(point, biases[c], i, c, z);
            }
            for (int r = 0; r < BLOCK; r++) {
                loss += HeadObjective.residual(z[r], rows.label(i + r));
            }
            for (int c = 0; c < columns; c++) {
                spread4(gradient, i, c, z);
            }
        }
        for (; i < n; i++) {
            for (int c = 0; c < columns; c++) {
                score(point, biases[c], i, c, z[0]);
            }
            loss += HeadObjective.residual(z[0], rows.label(i));
            for (int c = 0; c < columns; c++) {
                spread(gradient, i, c, z[0]);
            }
        }
        return penalise(point, gradient, loss, n);
    }

    private double penalise(double[] point, double[] gradient, double loss, int n) {
        int d = rows.channels();
        int weights = columns * d;
        double squares = 0;
        for (int j = 0; j < weights; j++) {
            squares += point[j] * point[j];
            double centred = gradient[j] - scale * gradient[weights + j / d] * mean[j % d];
            gradient[j] = centred / n + penalty * point[j];
        }
        for (int j = weights; j < point.length; j++) {
            gradient[j] /= n;
        }
        return loss / n + penalty / 2 * squares;
    }

    private void score4(double[] point, double bias, int i, int column, double[][] z) {
        float[] x = rows.features().values();
        int d = rows.channels();
        int w = column * d;
        int o0 = rows.offset(i);
        int o1 = rows.offset(i + 1);
        int o2 = rows.offset(i + 2);
        int o3 = rows.offset(i + 3);
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        for (int j = 0; j < d; j++) {
            double weight = point[w + j];
            s0 += weight * x[o0 + j];
            s1 += weight * x[o1 + j];
            s2 += weight * x[o2 + j];
            s3 += weight * x[o3 + j];
        }
        z[0][column] = scale * s0 + bias;
        z[1][column] = scale * s1 + bias;
        z[2][column] = scale * s2 + bias;
        z[3][column] = scale * s3 + bias;
    }

    private void spread4(double[] gradient, int i, int column, double[][] residuals) {
        float[] x = rows.features().values();
        int d = rows.channels();
        int w = column * d;
        int o0 = rows.offset(i);
        int o1 = rows.offset(i + 1);
        int o2 = rows.offset(i + 2);
        int o3 = rows.offset(i + 3);
        double r0 = residuals[0][column];
        double r1 = residuals[1][column];
        double r2 = residuals[2][column];
        double r3 = residuals[3][column];
        gradient[columns * d + column] += r0 + r1 + r2 + r3;
        r0 *= scale;
        r1 *= scale;
        r2 *= scale;
        r3 *= scale;
        for (int j = 0; j < d; j++) {
            gradient[w + j] += r0 * x[o0 + j] + r1 * x[o1 + j] + r2 * x[o2 + j] + r3 * x[o3 + j];
        }
    }

    private void score(double[] point, double bias, int i, int column, double[] z) {
        float[] x = rows.features().values();
        int d = rows.channels();
        int offset = rows.offset(i);
        double sum = 0;
        for (int j = 0; j < d; j++) {
            sum += point[column * d + j] * x[offset + j];
        }
        z[column] = scale * sum + bias;
    }

    private void spread(double[] gradient, int i, int column, double[] residuals) {
        float[] x = rows.features().values();
        int d = rows.channels();
        int offset = rows.offset(i);
        double r = residuals[column];
        for (int j = 0; j < d; j++) {
            gradient[column * d + j] += scale * r * x[offset + j];
        }
        gradient[columns * d + column] += r;
    }

    @Override
    public Head head(double[] point, int classes) {
        double[] weights = new double[columns * rows.channels()];
        for (int j = 0; j < weights.length; j++) {
            weights[j] = scale * point[j];
        }
        return HeadObjective.head(weights, column -> bias(point, column), rows.channels(), classes);
    }
}
