package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class GradientsTest {

    /** (3), (0, 4): together of norm 5. */
    @ParameterizedTest
    @CsvSource({"1, 0.6, 0.8", "2.5, 1.5, 2", "5, 3, 4", "100, 3, 4", "Infinity, 3, 4"})
    void clippingKeepsTheDirectionAndLimitsTheGlobalNorm(double limit, float first, float second) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            List<Operand<TFloat32>> gradients = List.of(tf.constant(3f), tf.constant(new float[] {0, 4}));
            Operand<TFloat32> norm = Gradients.globalNorm(tf, gradients);
            List<Operand<TFloat32>> clipped = Gradients.clipped(tf, gradients, norm, limit);
            try (Session session = Devices.AUTO.open(graph);
                    Result result = session.runner()
                            .fetch(norm)
                            .fetch(clipped.get(0))
                            .fetch(clipped.get(1))
                            .run()) {
                assertThat(Tensors.values((TFloat32) result.get(0))).containsExactly(5);
                assertThat(Tensors.values((TFloat32) result.get(1)))
                        .containsExactly(new float[] {first}, offset(1e-6f));
                assertThat(Tensors.values((TFloat32) result.get(2)))
                        .containsExactly(new float[] {0, second}, offset(1e-6f));
            }
        }
    }
}
