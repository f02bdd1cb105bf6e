package dev.stackwright.network;

/** Values on the heap in C order with their shape. Not copied: do not change them. */
@SuppressWarnings("ArrayRecordComponent")
public record FloatArray(long[] shape, float[] values) {

    public FloatArray {
        long size = 1;
        for (long d : shape) {
            size = Math.multiplyExact(size, d);
        }
        if (size != values.length) {
            throw new IllegalArgumentException("expected " + size + " values, found " + values.length);
        }
    }

    /** All rows of a matrix, one or more, as {@code [rows, columns]}. */
    public static FloatArray of(float[][] matrix) {
        return rows(matrix, 0, matrix.length);
    }

    /** Some rows of a matrix, which has one or more, as {@code [count, columns]}. */
    public static FloatArray rows(float[][] matrix, int from, int count) {
        int columns = matrix[0].length;
        float[] flat = new float[Math.multiplyExact(count, columns)];
        for (int i = 0; i < count; i++) {
            System.arraycopy(matrix[from + i], 0, flat, i * columns, columns);
        }
        return new FloatArray(new long[] {count, columns}, flat);
    }
}
