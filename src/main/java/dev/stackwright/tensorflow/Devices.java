package dev.stackwright.tensorflow;

import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;

/** What TensorFlow finds to compute on. */
public final class Devices {

    private Devices() {}

    /**
     * Whether TensorFlow can use a GPU. There is no public list of devices in TensorFlow Java 1.1, so this pins an
     * operation to the first GPU and looks whether it runs; soft placement would move it to the CPU without a word.
     */
    public static boolean gpuPresent() {
        ConfigProto config = ConfigProto.newBuilder()
                .setAllowSoftPlacement(false)
                .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true))
                .build();
        try (Graph graph = new Graph();
                Session session = new Session(graph, config)) {
            DeviceSpec gpu = DeviceSpec.newBuilder()
                    .deviceType(DeviceSpec.DeviceType.GPU)
                    .deviceIndex(0)
                    .build();
            Ops tf = Ops.create(graph).withDevice(gpu);
            session.runner()
                    .addTarget(tf.math.add(tf.constant(1f), tf.constant(2f)))
                    .run()
                    .close();
            return true;
        } catch (TFInvalidArgumentException e) {
            return false;
        }
    }
}
