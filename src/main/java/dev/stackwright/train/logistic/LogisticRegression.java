package dev.stackwright.train.logistic;

import dev.stackwright.common.Cancellation;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import java.util.List;

/**
 * Multinomial logistic regression with L2, the minimum of what scikit-learn's {@code LogisticRegression(C)} minimises: C
 * · Σ cross-entropy + ½ · ‖W‖², bias not penalised. Two classes are fitted as one sigmoid z, as there, and written as
 * the pair of logits (−z/2, z/2). Stateless; the same input gives the same bits.
 */
public final class LogisticRegression {

    /** Share from which on a fit that ended counts as failed: scikit-learn's default tolerance. */
    static final double FAILED = 1e-4;

    private LogisticRegression() {}

    /**
     * Fits a head on some rows.
     *
     * @param features finite
     * @param labels one for each row of {@code features}, 0 to classes − 1
     * @param rows those to fit on, one or more
     * @param c inverse strength of the penalty, positive
     * @throws Cancellation.CancelledException on request, before the next step
     */
    public static Head fit(
            FeatureMatrix features, int[] labels, int[] rows, int classes, double c, Cancellation cancellation) {
        try (HeadFits fits = new HeadFits(features, labels, List.of(rows), classes, cancellation, HeadFits.MANY)) {
            HeadObjective objective = fits.without(HeadFits.NOTHING, c);
            return objective.head(
                    fits.minimise(objective, new double[objective.size()]).point(), classes);
        }
    }
}
