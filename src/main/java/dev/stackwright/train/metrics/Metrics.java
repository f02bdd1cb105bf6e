package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Softmax;
import java.math.BigDecimal;
import java.math.MathContext;

/** Single numbers of how good predictions are. Stateless. */
public final class Metrics {

    private static final MathContext DIGITS = new MathContext(6);

    private Metrics() {}

    /** Mean cross-entropy over all rows, in nats; 0 where there are none. */
    public static double logLoss(Logits logits, int[] labels) {
        return mean(logLosses(logits, labels, 1));
    }

    /** For each row −log softmax(logits / temperature)[label], from logits, so that it stays finite. */
    public static double[] logLosses(Logits logits, int[] labels, double temperature) {
        if (labels.length != logits.rows()) {
            throw new IllegalArgumentException("expected " + logits.rows() + " labels, found " + labels.length);
        }
        double[] losses = new double[labels.length];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = Softmax.crossEntropy(logits.row(i), labels[i], temperature);
        }
        return losses;
    }

    /** 0 where there are none. */
    public static double mean(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    /** Of the mean: sample standard deviation / √n; 0 where there are fewer than two. */
    public static double standardError(double[] values) {
        int n = values.length;
        if (n < 2) {
            return 0;
        }
        double mean = mean(values);
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        return Math.sqrt(squares / (n - 1) / n);
    }

    /** A finite number to six significant digits, so that the last bits of parallel float sums do not show. */
    public static double rounded(double value) {
        return new BigDecimal(value).round(DIGITS).doubleValue();
    }
}
