package dev.stackwright.train.metrics;

import dev.stackwright.prediction.Logits;

/** Cross-entropy of predictions, in nats. Computed from logits, so that it stays finite. Stateless. */
public final class LogLoss {

    private LogLoss() {}

    /** Mean over all rows; 0 where there are none. */
    public static double of(Logits logits, int[] labels) {
        return Mean.of(perRow(logits, labels, 1));
    }

    /** For each row −log softmax(logits / temperature)[label]. */
    public static double[] perRow(Logits logits, int[] labels, double temperature) {
        if (labels.length != logits.rows()) {
            throw new IllegalArgumentException("expected " + logits.rows() + " labels, found " + labels.length);
        }
        double[] losses = new double[labels.length];
        for (int i = 0; i < losses.length; i++) {
            double[] row = logits.row(i);
            double max = Double.NEGATIVE_INFINITY;
            for (double v : row) {
                max = Math.max(max, v);
            }
            double sum = 0;
            for (double v : row) {
                sum += Math.exp((v - max) / temperature);
            }
            losses[i] = Math.log(sum) - (row[labels[i]] - max) / temperature;
        }
        return losses;
    }
}
