package dev.stackwright.network;

import dev.stackwright.prediction.Logits;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The classifier on a network's features: logits = features · kernel + bias. Arrays are not copied: do not change them.
 *
 * @param kernel {@code [channels, labels]}, row by row
 * @param bias {@code [labels]}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Head(int channels, int labels, float[] kernel, float[] bias) {

    public Head {
        if (channels < 1 || labels < 2 || kernel.length != channels * labels || bias.length != labels) {
            throw new IllegalArgumentException("expected a kernel of " + channels + " × " + labels + " and a bias of "
                    + labels + ", found " + kernel.length + " and " + bias.length + " values");
        }
    }

    /** One row of logits for each row of {@code features}. */
    public Logits logits(FeatureMatrix features) {
        return logits(features, IntStream.range(0, features.rows()).toArray());
    }

    /** Logits of {@code rows}, in that order, summed in double precision. */
    public Logits logits(FeatureMatrix features, int[] rows) {
        if (channels != features.channels()) {
            throw new IllegalArgumentException(
                    "expected features of " + channels + " channels, found " + features.channels());
        }
        double[][] out = new double[rows.length][labels];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < labels; c++) {
                out[i][c] = bias[c];
            }
            for (int j = 0; j < channels; j++) {
                double x = features.at(rows[i], j);
                for (int c = 0; c < labels; c++) {
                    out[i][c] += x * kernel[j * labels + c];
                }
            }
        }
        return Logits.of(out, labels);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Head h
                && h.channels == channels
                && h.labels == labels
                && Arrays.equals(h.kernel, kernel)
                && Arrays.equals(h.bias, bias);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(kernel) + Arrays.hashCode(bias);
    }

    @Override
    public String toString() {
        return "Head[" + channels + " → " + labels + "]";
    }
}
