package dev.stackwright.train.fit;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;

/**
 * Multinomial logistic regression with L2, the minimum of what scikit-learn's {@code LogisticRegression(C)} minimises: C
 * · Σ cross-entropy + ½ · ‖W‖², bias not penalised. Two classes are fitted as one sigmoid z, as there, and written as
 * the pair of logits (−z/2, z/2). Stateless; the same input gives the same bits.
 */
public final class LogisticRegression {

    /** Of the mean loss; scikit-learn's default is 1e-4. */
    private static final double TOLERANCE = 1e-6;

    private static final int MAX_ITERATIONS = 1000;

    private LogisticRegression() {}

    /**
     * Fits a head on some rows.
     *
     * @param features finite
     * @param labels one for each row of {@code features}, 0 to classes − 1
     * @param rows those to fit on, one or more
     * @param c inverse strength of the penalty, positive
     */
    public static Head fit(FeatureMatrix features, int[] labels, int[] rows, int classes, double c) {
        LogisticObjective objective = new LogisticObjective(new Rows(features, rows, labels), classes, c);
        return head(minimise(objective, new double[objective.size()], TOLERANCE), features.channels(), classes);
    }

    static double[] minimise(LogisticObjective objective, double[] start) {
        return minimise(objective, start, TOLERANCE);
    }

    static double[] minimise(LogisticObjective objective, double[] start, double tolerance) {
        return new Lbfgs(tolerance, MAX_ITERATIONS).minimise(objective, start).point();
    }

    /** The point of a {@link LogisticObjective} as a head of {@code classes} logits. */
    static Head head(double[] point, int channels, int classes) {
        int columns = LogisticObjective.columns(classes);
        float[] kernel = new float[channels * classes];
        float[] bias = new float[classes];
        for (int label = 0; label < classes; label++) {
            int column = columns == 1 ? 0 : label;
            double factor = columns == 1 ? label - 0.5 : 1;
            for (int j = 0; j < channels; j++) {
                kernel[j * classes + label] = (float) (factor * point[column * channels + j]);
            }
            bias[label] = (float) (factor * point[columns * channels + column]);
        }
        return new Head(channels, classes, kernel, bias);
    }
}
