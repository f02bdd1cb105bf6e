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
}
