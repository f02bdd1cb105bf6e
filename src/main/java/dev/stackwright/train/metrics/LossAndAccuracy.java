package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import org.jspecify.annotations.Nullable;

/**
 * A point of a curve.
 *
 * @param loss mean cross-entropy in nats
 * @param accuracy in [0, 1]
 */
public record LossAndAccuracy(double loss, double accuracy) {

    /** Of logits as they are; null where there are no rows. */
    public static @Nullable LossAndAccuracy of(Logits logits, int[] labels) {
        if (labels.length == 0) {
            return null;
        }
        Probabilities probabilities = logits.softmax(Temperature.NEUTRAL);
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            correct += probabilities.best(i) == labels[i] ? 1 : 0;
        }
        return new LossAndAccuracy(Metrics.logLoss(logits, labels), (double) correct / labels.length);
    }
}
