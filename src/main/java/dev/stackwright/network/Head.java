package dev.stackwright.network;

import java.util.Arrays;

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
