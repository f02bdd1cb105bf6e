package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * How good a network or a stack is on some rows.
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

    /** A point of a curve with six significant digits; null stands for what was not measured. */
    public static TrainingHistory.Epoch epoch(
            int epoch,
            @Nullable LossAndAccuracy training,
            @Nullable LossAndAccuracy inner,
            @Nullable LossAndAccuracy validation) {
        return new TrainingHistory.Epoch(
                epoch,
                rounded(training, LossAndAccuracy::loss),
                rounded(training, LossAndAccuracy::accuracy),
                rounded(inner, LossAndAccuracy::loss),
                rounded(inner, LossAndAccuracy::accuracy),
                rounded(validation, LossAndAccuracy::loss),
                rounded(validation, LossAndAccuracy::accuracy));
    }

    private static @Nullable Double rounded(@Nullable LossAndAccuracy point, ToDoubleFunction<LossAndAccuracy> which) {
        return point == null ? null : Metrics.rounded(which.applyAsDouble(point));
    }
}
