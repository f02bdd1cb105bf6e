package dev.stackwright.network;

import java.util.Arrays;
import java.util.List;

/** Pooled features, float32 {@code [rows, channels]} row by row; the array is not copied: do not change it. */
@SuppressWarnings("ArrayRecordComponent")
public record FeatureMatrix(int rows, int channels, float[] values) {

    public FeatureMatrix {
        if (rows < 0 || channels < 1 || values.length != Math.multiplyExact(rows, channels)) {
            throw new IllegalArgumentException(
                    "expected " + rows + " × " + channels + " values, found " + values.length);
        }
    }

    /** All rows of {@code parts}, one below the other. */
    public static FeatureMatrix below(List<FeatureMatrix> parts, int channels) {
        int rows = parts.stream().mapToInt(FeatureMatrix::rows).sum();
        float[] values = new float[Math.multiplyExact(rows, channels)];
        int at = 0;
        for (FeatureMatrix part : parts) {
            System.arraycopy(part.values, 0, values, at, part.values.length);
            at += part.values.length;
        }
        return new FeatureMatrix(rows, channels, values);
    }

    /** Rows {@code from} to {@code to}, the last not included; a copy. */
    public FeatureMatrix rows(int from, int to) {
        return new FeatureMatrix(to - from, channels, Arrays.copyOfRange(values, from * channels, to * channels));
    }

    public float at(int row, int channel) {
        return values[row * channels + channel];
    }
}
