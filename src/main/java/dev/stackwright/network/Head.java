package dev.stackwright.network;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * The classifier on a network's features: columns = features · kernel + bias. It has a column a label, which are its
 * logits; or, for two labels, one column z, Keras' {@code Dense(1)} with a sigmoid: its logits are (0, z), whose softmax is
 * (1 − σ(z), σ(z)). Arrays are not copied: do not change them.
 *
 * @param labels 2 or more
 * @param kernel {@code [channels, columns]}, row by row
 * @param bias {@code [columns]}
 */
@SuppressWarnings("ArrayRecordComponent")
public record Head(int channels, int labels, float[] kernel, float[] bias) {

    public Head {
        int columns = labels == 2 && bias.length == 1 ? 1 : labels;
        if (channels < 1 || labels < 2 || kernel.length != channels * columns || bias.length != columns) {
            throw new IllegalArgumentException("expected a kernel of " + channels + " × " + columns + " and a bias of "
                    + columns + ", found " + kernel.length + " and " + bias.length + " values");
        }
    }

    /** As many as labels, or 1: a sigmoid unit for two labels. */
    public int columns() {
        return bias.length;
    }

    /** The head whose logits are these / temperature. */
    public Head dividedBy(Temperature temperature) {
        return new Head(channels, labels, divided(kernel, temperature), divided(bias, temperature));
    }

    private static float[] divided(float[] values, Temperature temperature) {
        float[] out = new float[values.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (float) (values[i] / temperature.value());
        }
        return out;
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
        int columns = columns();
        int first = labels - columns;
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < columns; c++) {
                out[i][first + c] = bias[c];
            }
            for (int j = 0; j < channels; j++) {
                double x = features.at(rows[i], j);
                for (int c = 0; c < columns; c++) {
                    out[i][first + c] += x * kernel[j * columns + c];
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
