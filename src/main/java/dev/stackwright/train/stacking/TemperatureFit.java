package dev.stackwright.train.stacking;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Softmax;
import dev.stackwright.prediction.Temperature;

/**
 * The temperature of least log-loss (Guo et al., On Calibration of Modern Neural Networks, ICML 2017). In β = 1/T the
 * log-loss is convex, so its derivative Σ (mean logit under softmax − logit of the label) has one sign change, found by
 * bisection in log β. T lies in [0.05, 20]: rows that are told apart perfectly would have no minimum.
 */
public final class TemperatureFit {

    private static final double WIDEST = Math.log(20);
    private static final int BISECTIONS = 60;

    private TemperatureFit() {}

    /** {@link Temperature#NEUTRAL} where there are no rows. */
    public static Temperature fit(Logits logits, int[] labels) {
        if (labels.length == 0) {
            return Temperature.NEUTRAL;
        }
        double low = -WIDEST;
        double high = WIDEST;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = (low + high) / 2;
            if (slope(logits, labels, Math.exp(middle)) < 0) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return new Temperature(Math.exp(-(low + high) / 2));
    }

    /** Derivative of the summed log-loss by β. */
    private static double slope(Logits logits, int[] labels, double beta) {
        double slope = 0;
        for (int i = 0; i < labels.length; i++) {
            double[] probabilities = logits.row(i);
            double own = probabilities[labels[i]];
            Softmax.inPlace(probabilities, 1 / beta);
            for (int c = 0; c < probabilities.length; c++) {
                // differences, since a mean less the label's logit would cancel where the label is nearly certain
                slope += probabilities[c] * (logits.at(i, c) - own);
            }
        }
        return slope;
    }
}
