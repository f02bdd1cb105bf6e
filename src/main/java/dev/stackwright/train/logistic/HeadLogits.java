package dev.stackwright.train.logistic;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import java.util.stream.IntStream;

/** What a head says of features: logits = features · kernel + bias, summed in double precision. Stateless. */
public final class HeadLogits {

    private HeadLogits() {}

    public static Logits of(Head head, FeatureMatrix features) {
        return of(head, features, IntStream.range(0, features.rows()).toArray());
    }

    /** One row of logits for each of {@code rows}, in that order. */
    public static Logits of(Head head, FeatureMatrix features, int[] rows) {
        if (head.channels() != features.channels()) {
            throw new IllegalArgumentException(
                    "expected features of " + head.channels() + " channels, found " + features.channels());
        }
        double[][] out = new double[rows.length][head.labels()];
        for (int i = 0; i < rows.length; i++) {
            row(head, features, rows[i], out[i]);
        }
        return Logits.of(out, head.labels());
    }

    private static void row(Head head, FeatureMatrix features, int row, double[] out) {
        int labels = head.labels();
        for (int c = 0; c < labels; c++) {
            out[c] = head.bias()[c];
        }
        int offset = row * features.channels();
        for (int j = 0; j < features.channels(); j++) {
            double x = features.values()[offset + j];
            for (int c = 0; c < labels; c++) {
                out[c] += x * head.kernel()[j * labels + c];
            }
        }
    }
}
