package dev.stackwright.train.logistic;

import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import java.util.Arrays;
import java.util.List;

/**
 * The objective of many rows and labels, whose products of matrices are the engine's, in float32; sums over rows' losses and over
 * blocks are float64. The value is rounded to about 1e-8 of itself, gradients to 1e-7 of the first.
 *
 * <p>The point is {@code [columns][axes]} weights on principal axes, then {@code [columns]} biases. At the origin, where
 * every label is as likely as any other, second derivatives along axes are known; they are what {@link #curvature} says,
 * and a fit needs three to five times fewer steps with them than without.
 */
final class ProductObjective implements HeadObjective {

    private final PrincipalRows all;
    private final List<PrincipalRows.Block> blocks;
    private final int[] labels;
    private final int n;
    private final int columns;
    private final double penalty;
    private final double[] curvature;

    /** @param leftOut the group of rows that is not fitted on; negative for none */
    ProductObjective(PrincipalRows rows, int[] labels, int leftOut, int classes, double c) {
        this.all = rows;
        this.labels = labels;
        this.blocks = rows.without(leftOut);
        this.n = blocks.stream().mapToInt(block -> block.rows().length).sum();
        this.columns = HeadObjective.columns(classes);
        this.penalty = rows.scale() * rows.scale() / (c * n);
        this.curvature = new double[size()];
        double even = 1.0 / classes * (1 - 1.0 / classes);
        int weights = columns * rows.axes();
        for (int i = 0; i < curvature.length; i++) {
            curvature[i] = i < weights ? even * rows.variance(i % rows.axes()) + penalty : even;
        }
    }

    @Override
    public int size() {
        return columns * (all.axes() + 1);
    }

    @Override
    public double[] curvature() {
        return curvature;
    }

    @Override
    public double rounding() {
        return 1e-7;
    }

    @Override
    public double tolerance() {
        return 1e-5;
    }

    @Override
    public double valueAndGradient(double[] point, double[] gradient) {
        Arrays.fill(gradient, 0);
        int weights = columns * all.axes();
        float[] rounded = rounded(point);
        double loss = 0;
        for (PrincipalRows.Block block : blocks) {
            float[] z = block.values().timesTransposed(rounded, columns);
            loss += residuals(z, block.rows(), point, gradient);
            float[] own = block.values().transposedTimes(z, columns);
            for (int j = 0; j < weights; j++) {
                gradient[j] += own[j];
            }
        }
        double squares = 0;
        for (int j = 0; j < gradient.length; j++) {
            gradient[j] /= n;
            if (j < weights) {
                squares += point[j] * point[j];
                gradient[j] += penalty * point[j];
            }
        }
        return loss / n + penalty / 2 * squares;
    }

    /** Turns scores without biases into residuals; adds those to the gradient of biases, returns the loss. */
    private double residuals(float[] z, int[] rows, double[] point, double[] gradient) {
        int weights = columns * all.axes();
        double[] row = new double[columns];
        double loss = 0;
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < columns; c++) {
                row[c] = z[i * columns + c] + point[weights + c];
            }
            loss += HeadObjective.residual(row, labels[rows[i]]);
            for (int c = 0; c < columns; c++) {
                gradient[weights + c] += row[c];
                z[i * columns + c] = (float) row[c];
            }
        }
        return loss;
    }

    private float[] rounded(double[] point) {
        float[] rounded = new float[columns * all.axes()];
        for (int j = 0; j < rounded.length; j++) {
            rounded[j] = (float) point[j];
        }
        return rounded;
    }

    /** What the point says of the rows of one group, in their order. */
    Logits logits(double[] point, int group, int classes) {
        int weights = columns * all.axes();
        float[] rounded = rounded(point);
        List<double[]> rows = all.group(group).stream()
                .flatMap(block -> {
                    float[] z = block.values().timesTransposed(rounded, columns);
                    double[][] logits = new double[block.rows().length][classes];
                    for (int i = 0; i < logits.length; i++) {
                        for (int label = 0; label < classes; label++) {
                            int c = columns == 1 ? 0 : label;
                            double factor = columns == 1 ? label - 0.5 : 1;
                            logits[i][label] = factor * (z[i * columns + c] + point[weights + c]);
                        }
                    }
                    return Arrays.stream(logits);
                })
                .toList();
        return Logits.of(rows.toArray(double[][]::new), classes);
    }

    @Override
    public Head head(double[] point, int classes) {
        int axes = all.axes();
        double[] mean = all.mean();
        double[] weights = all.ofFeatures(Arrays.copyOf(point, columns * axes));
        return HeadObjective.head(
                weights,
                column -> {
                    double bias = point[columns * axes + column];
                    for (int j = 0; j < mean.length; j++) {
                        bias -= weights[column * mean.length + j] * mean[j];
                    }
                    return bias;
                },
                mean.length,
                classes);
    }
}
