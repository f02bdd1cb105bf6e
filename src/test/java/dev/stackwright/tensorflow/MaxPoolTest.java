package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;
import dev.stackwright.tensorflow.FrozenNetwork.InferenceLayers;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class MaxPoolTest {

    /** Half of the input is zero, as after ReLU: where several are the greatest, the same one gets the gradient. */
    @ParameterizedTest
    @EnumSource(Padding.class)
    void isTheOperationWithAKernelOfOneDnnAndEqualsTheOneWithout(Padding padding) {
        float[] values = new float[2 * 13 * 13 * 16];
        Random random = new Random(5);
        for (int i = 0; i < values.length; i++) {
            values[i] = Math.max(0, (float) random.nextGaussian());
        }
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> input = Tensors.constant(tf, new FloatArray(new long[] {2, 13, 13, 16}, values));
            InferenceLayers layers = new InferenceLayers(tf, name -> {
                throw new AssertionError("no weights");
            });
            Operand<TFloat32> pooled = layers.maxPool(layers.image(input), "pool", new Window(3, 3, 2, padding))
                    .output();
            assertThat(pooled.op().type()).isEqualTo("MaxPool");
            assertThat(pooled.op().name()).isEqualTo("pool");
            Operand<TFloat32> expected = tf.nn.maxPool(
                    input, tf.constant(new int[] {1, 3, 3, 1}), tf.constant(new int[] {1, 2, 2, 1}), padding.name());
            try (Session session = new Session(graph);
                    Result result = session.runner()
                            .fetch(pooled)
                            .fetch(expected)
                            .fetch(slope(tf, pooled, input))
                            .fetch(slope(tf, expected, input))
                            .run()) {
                assertThat(Tensors.values((TFloat32) result.get(0)))
                        .containsExactly(Tensors.values((TFloat32) result.get(1)));
                assertThat(Tensors.values((TFloat32) result.get(2)))
                        .containsExactly(Tensors.values((TFloat32) result.get(3)));
            }
        }
    }

    private static Operand<TFloat32> slope(Ops tf, Operand<TFloat32> y, Operand<TFloat32> x) {
        return tf.<TFloat32>gradients(tf.nn.l2Loss(y), List.of(x)).dy(0);
    }
}
