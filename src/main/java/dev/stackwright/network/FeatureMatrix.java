package dev.stackwright.network;

/** Pooled features, float32 {@code [rows, channels]} row by row; the array is not copied: do not change it. */
@SuppressWarnings("ArrayRecordComponent")
public record FeatureMatrix(int rows, int channels, float[] values) {

    public FeatureMatrix {
        if (rows < 0 || channels < 1 || values.length != Math.multiplyExact(rows, channels)) {
            throw new IllegalArgumentException(
                    "expected " + rows + " × " + channels + " values, found " + values.length);
        }
    }

    public float at(int row, int channel) {
        return values[row * channels + channel];
    }
}
