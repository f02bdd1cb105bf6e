package dev.stackwright.tensorflow;

import dev.stackwright.network.Network.Preprocessing;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** {@link Preprocessing} as part of a graph. */
final class Scaling {

    private Scaling() {}

    /** uint8 {@code [n, size, size, 3]} RGB → float32 as the network asks. */
    static Operand<TFloat32> scaled(Ops tf, Preprocessing preprocessing, Operand<TUint8> pixels) {
        return scaledValues(tf, preprocessing, tf.dtypes.cast(pixels, TFloat32.class));
    }

    /** The same of values of 0 to 255. */
    static Operand<TFloat32> scaledValues(Ops tf, Preprocessing preprocessing, Operand<TFloat32> values) {
        return switch (preprocessing) {
            case MINUS_ONE_TO_ONE -> tf.math.sub(tf.math.mul(values, tf.constant(1 / 127.5f)), tf.constant(1f));
            case CAFFE ->
                tf.math.sub(
                        tf.reverse(values, tf.constant(new int[] {-1})),
                        tf.constant(new float[] {103.939f, 116.779f, 123.68f}));
        };
    }
}
