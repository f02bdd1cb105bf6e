package dev.stackwright.train.data;

import dev.stackwright.network.FeatureMatrix;
import java.util.Arrays;
import java.util.List;

/** Feature matrices taken apart and put together. */
public final class Matrices {

    private Matrices() {}

    /** All rows of {@code parts}, one below the other. */
    static FeatureMatrix below(List<FeatureMatrix> parts, int channels) {
        int rows = parts.stream().mapToInt(FeatureMatrix::rows).sum();
        float[] values = new float[Math.multiplyExact(rows, channels)];
        int at = 0;
        for (FeatureMatrix part : parts) {
            System.arraycopy(part.values(), 0, values, at, part.values().length);
            at += part.values().length;
        }
        return new FeatureMatrix(rows, channels, values);
    }

    /** Rows {@code from} to {@code to}, the last not included; a copy. */
    public static FeatureMatrix rows(FeatureMatrix matrix, int from, int to) {
        int channels = matrix.channels();
        return new FeatureMatrix(
                to - from, channels, Arrays.copyOfRange(matrix.values(), from * channels, to * channels));
    }
}
