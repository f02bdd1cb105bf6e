package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

class DevicesTest {

    /** TensorFlow then makes no device of a GPU, whether there is one or not. */
    @Test
    void sessionsForTheCpuAreMadeWithoutAnyGpu() {
        assertThat(Devices.CPU.config(true).getDeviceCountOrDefault("GPU", -1)).isZero();
        assertThat(Devices.CPU.gpuPresent()).isFalse();
        assertThat(Devices.AUTO.config(true).getDeviceCountMap()).isEmpty();
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            var sum = tf.math.add(tf.constant(1f), tf.constant(2f));
            try (Session session = Devices.CPU.open(graph);
                    TFloat32 three =
                            (TFloat32) session.runner().fetch(sum).run().get(0)) {
                assertThat(three.getFloat()).isEqualTo(3);
            }
        }
    }

    @Test
    void aProcessorTakesLargeImagesInPartsAndSmallOnesAtOnce() {
        assertThat(Devices.CPU.imagesAtOnce(224)).isEqualTo(8);
        assertThat(Devices.CPU.imagesAtOnce(32)).isEqualTo(392);
        assertThat(Devices.CPU.imagesAtOnce(4000)).isEqualTo(1);
    }
}
