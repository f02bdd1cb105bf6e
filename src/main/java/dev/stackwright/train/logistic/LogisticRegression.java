package dev.stackwright.train.logistic;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;

/**
 * Multinomial logistic regression with L2, the minimum of what scikit-learn's {@code LogisticRegression(C)} minimises: C
 * · Σ cross-entropy + ½ · ‖W‖², bias not penalised. Two classes are fitted as one sigmoid z, as there, and written as
 * the pair of logits (−z/2, z/2). Stateless; the same input gives the same bits.
 */
public final class LogisticRegression {

    /** Share of the gradient at the origin at which a fit ends. */
    private static final double TOLERANCE = 1e-6;

    /** Share from which on a fit that ended counts as failed: scikit-learn's default tolerance. */
    static final double FAILED = 1e-4;

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
        try (LogisticObjective objective = new LogisticObjective(new Rows(features, rows, labels), classes, c)) {
            return objective.head(
                    minimise(objective, new double[objective.size()]).point(), classes);
        }
    }

    static Lbfgs.Minimum minimise(LogisticObjective objective, double[] start) {
        return new Lbfgs(TOLERANCE, MAX_ITERATIONS).minimise(objective, start);
    }
}
