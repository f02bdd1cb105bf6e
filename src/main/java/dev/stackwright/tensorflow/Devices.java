package dev.stackwright.tensorflow;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Precision;
import org.jspecify.annotations.Nullable;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GPUOptions;
import org.tensorflow.proto.RewriterConfig;

/** What TensorFlow computes on. */
public enum Devices implements FeatureEngine {
    /** A GPU where TensorFlow finds one it can use, and every core. */
    AUTO,
    /** Every core; a GPU is not even looked at. */
    CPU;

    private static final int PIXELS_AT_ONCE = 8 * 224 * 224;

    /** What was found by {@link #gpuPresent}; null before. Guarded by the class. */
    private static @Nullable Boolean gpuFound;

    /**
     * A session on a graph that is drawn; the caller closes it, and before the graph. On a GPU it takes no more memory than
     * needed, and layers keep the channels last, as they are drawn: for float32 TensorFlow's optimizer would turn them and
     * their gradients around (core/grappler/optimizers/generic_layout_optimizer.cc). Not yet measured on a GPU.
     */
    public Session open(Graph graph) {
        ConfigProto.Builder config = config(true).toBuilder();
        // or the first run of each kind, as that which gives a training its first values, copies and places the whole
        // graph
        config.getGraphOptionsBuilder().setPlacePrunedGraph(true);
        if (gpuPresent()) {
            config.getGraphOptionsBuilder().getRewriteOptionsBuilder().setLayoutOptimizer(RewriterConfig.Toggle.OFF);
        }
        return new Session(graph, config.build());
    }

    /**
     * Whether a GPU is used; looked for once in a process. There is no public list of devices in TensorFlow Java 1.1, so
     * this pins an operation to the first GPU and looks whether it runs; soft placement would move it to the CPU without
     * a word.
     */
    public boolean gpuPresent() {
        return this == AUTO && gpuFound();
    }

    private static synchronized boolean gpuFound() {
        Boolean known = gpuFound;
        if (known == null) {
            known = AUTO.findsGpu();
            gpuFound = known;
        }
        return known;
    }

    private boolean findsGpu() {
        try (Graph graph = new Graph();
                Session session = new Session(graph, config(false))) {
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

    @Override
    public FeatureExtractor extractor(Network network, NetworkWeights weights, ImageSpec spec) {
        return FeatureExtractor.open(network, weights, spec, this);
    }

    @Override
    public Computation computation() {
        boolean gpu = gpuPresent();
        // on GPUs since Ampere TensorFlow multiplies float32 with 10 bits of mantissa unless told otherwise
        return new Computation("tensorflow", TensorFlow.version(), gpu ? "gpu" : "cpu", gpu ? "tf32" : "float32");
    }

    /**
     * In what numbers a step convolves: what the settings say, or where they leave it open what was measured to be faster
     * here. Small convolutions take as long in bfloat16, and so does batch norm by each batch, which stays float32.
     */
    public Precision precision(FineTuneSettings settings, Network network) {
        if (settings.precision() != Precision.AUTO) {
            return settings.precision();
        }
        boolean gains = network.gmac() >= 1 && settings.batchNorm() == BatchNormMode.FROZEN;
        return gains && !gpuPresent() && Bfloat16.multiplied() ? Precision.MIXED : Precision.FLOAT32;
    }

    /**
     * Images of one size that go through a network at once: on a GPU as many as there are. A large batch's layers do not
     * fit a processor's cache: on two cores 32 images of 224 in MobileNetV2 take 157 ms by eights and 177 ms all at once,
     * and 0.2 GB more; a step of training 568 ms and 1.2 GB, against 595 ms and 2.4 GB.
     */
    int imagesAtOnce(int size) {
        return gpuPresent() ? Integer.MAX_VALUE : Math.max(1, PIXELS_AT_ONCE / (size * size));
    }

    ConfigProto config(boolean softPlacement) {
        ConfigProto.Builder config = ConfigProto.newBuilder()
                .setAllowSoftPlacement(softPlacement)
                .setGpuOptions(GPUOptions.newBuilder().setAllowGrowth(true));
        return (this == CPU ? config.putDeviceCount("GPU", 0) : config).build();
    }
}
