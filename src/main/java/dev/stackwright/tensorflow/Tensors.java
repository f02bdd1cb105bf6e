package dev.stackwright.tensorflow;

import dev.stackwright.network.FloatArray;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Between arrays and tensors, in one copy each. Who gets a tensor closes it. */
public final class Tensors {

    private Tensors() {}

    public static TFloat32 of(FloatArray array) {
        return TFloat32.tensorOf(Shape.of(array.shape()), DataBuffers.of(array.values(), true, false));
    }

    /** {@code [values / width, width]}. */
    static TFloat32 rows(float[] values, int width) {
        return of(new FloatArray(new long[] {values.length / width, width}, values));
    }

    /** {@code [count, size, size, 3]} uint8. */
    public static TUint8 images(int count, int size, byte[] rgb) {
        return images(0, count, size, rgb);
    }

    /** {@code [count, size, size, 3]} uint8, the first of them image {@code from} of {@code rgb}. */
    public static TUint8 images(int from, int count, int size, byte[] rgb) {
        long bytes = 3L * size * size;
        return TUint8.tensorOf(
                Shape.of(count, size, size, 3), DataBuffers.of(rgb, true, false).slice(from * bytes, count * bytes));
    }

    public static float[] values(TFloat32 tensor) {
        float[] values = new float[Math.toIntExact(tensor.size())];
        read(tensor, values, 0);
        return values;
    }

    /** Copies all of a tensor into an array, from an index on. */
    public static void read(TFloat32 tensor, float[] into, int from) {
        tensor.asRawTensor().data().asFloats().read(into, from, Math.toIntExact(tensor.size()));
    }

    public static Operand<TFloat32> constant(Ops tf, FloatArray array) {
        return tf.constant(Shape.of(array.shape()), DataBuffers.of(array.values(), true, false));
    }
}
