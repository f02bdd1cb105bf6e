package dev.stackwright.tensorflow;

import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** One sigmoid unit for two labels: {@code [n, 1]} → the logits (0, z) of the labels, {@code [n, 2]}. */
public final class SigmoidUnit {

    private SigmoidUnit() {}

    /** Softmax of these is (1 − σ(z), σ(z)), and its stable cross-entropy that of Keras' from logits. */
    public static Operand<TFloat32> logits(Operand<TFloat32> column) {
        return logits(Ops.create((Graph) column.op().env()), column);
    }

    static Operand<TFloat32> logits(Ops tf, Operand<TFloat32> column) {
        return tf.concat(List.of(tf.zerosLike(column), column), tf.constant(1));
    }
}
