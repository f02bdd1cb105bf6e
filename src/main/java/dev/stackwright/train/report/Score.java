package dev.stackwright.train.report;

import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.metrics.WilsonInterval;

/**
 * How good predictions are.
 *
 * @param n images; where there are none, accuracy, log-loss and error are 0 and the interval is 0 to 1
 * @param low lower end of the 95 % Wilson interval of accuracy
 * @param logLoss mean, in nats
 * @param calibrationError expected calibration error, 15 bins
 */
public record Score(
        int n, int correct, double accuracy, double low, double high, double logLoss, double calibrationError) {

    public static Score of(Logits logits, Temperature temperature, int[] labels) {
        Probabilities probabilities = logits.softmax(temperature);
        int correct = 0;
        for (int i = 0; i < labels.length; i++) {
            correct += probabilities.best(i) == labels[i] ? 1 : 0;
        }
        WilsonInterval accuracy = WilsonInterval.of(correct, labels.length);
        return new Score(
                labels.length,
                correct,
                Metrics.rounded(accuracy.value()),
                Metrics.rounded(accuracy.low()),
                Metrics.rounded(accuracy.high()),
                Metrics.rounded(Metrics.mean(Metrics.logLosses(logits, labels, temperature.value()))),
                Metrics.rounded(Metrics.calibrationError(probabilities, labels)));
    }

    public ValidationScores.Score summary() {
        return new ValidationScores.Score(accuracy, low, high, logLoss, calibrationError);
    }

    public ValidationScores.MemberScore summary(String network) {
        return new ValidationScores.MemberScore(network, accuracy, low, high, logLoss, calibrationError);
    }
}
