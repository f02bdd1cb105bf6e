package dev.stackwright.train.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.metrics.CalibrationError;
import dev.stackwright.train.metrics.Interval.WilsonInterval;
import dev.stackwright.train.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * How good predictions are.
 *
 * @param n images; where there are none, accuracy, log-loss and error are 0 and the interval is 0 to 1
 * @param low lower end of the 95 % Wilson interval of accuracy
 * @param logLoss mean, in nats
 * @param calibrationError expected calibration error, 15 bins
 * @param calibrationErrorByChance what a calibrated model of these probabilities would show on the average; absent in what
 *     older versions wrote
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Score(
        int n,
        int correct,
        double accuracy,
        double low,
        double high,
        double logLoss,
        double calibrationError,
        @Nullable Double calibrationErrorByChance) {

    /**
     * Of predictions for rows with these labels.
     *
     * @param seed of what is drawn for {@code calibrationErrorByChance}
     */
    public static Score of(Logits logits, Temperature temperature, int[] labels, long seed) {
        Probabilities probabilities = logits.softmax(temperature);
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            correct += probabilities.best(i) == labels[i] ? 1 : 0;
        }
        WilsonInterval accuracy = WilsonInterval.of(correct, labels.length);
        CalibrationError calibration =
                CalibrationError.of(probabilities, labels, SeedSequence.of(seed, "calibrated truth"));
        return new Score(
                labels.length,
                correct,
                Metrics.rounded(accuracy.value()),
                Metrics.rounded(accuracy.low()),
                Metrics.rounded(accuracy.high()),
                Metrics.rounded(Metrics.mean(Metrics.logLosses(logits, labels, temperature.value()))),
                Metrics.rounded(calibration.value()),
                Metrics.rounded(calibration.byChance()));
    }

    public ValidationScores.Score summary() {
        return new ValidationScores.Score(accuracy, low, high, logLoss, calibrationError, calibrationErrorByChance);
    }

    public ValidationScores.MemberScore summary(String network) {
        return new ValidationScores.MemberScore(
                network, accuracy, low, high, logLoss, calibrationError, calibrationErrorByChance);
    }
}
