package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.Precision;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.tensorflow.TrainableNetwork.Step;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class MixedPrecisionTest {

    private static final int BATCH = 6;

    static Stream<Arguments> everyNetwork() {
        return Networks.all().stream().map(network -> Arguments.of(network.name(), network));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("everyNetwork")
    void aStepIsThatInFloat32ButForRounding(String name, Network network) {
        Step exact =
                trained(network, BatchNormMode.FROZEN, Precision.FLOAT32, 1).get(0);
        Step mixed = trained(network, BatchNormMode.FROZEN, Precision.MIXED, 1).get(0);
        assertThat(mixed.loss()).isNotEqualTo(exact.loss()).isCloseTo(exact.loss(), withinPercentage(5));
        assertThat(mixed.gradientNorm()).isCloseTo(exact.gradientNorm(), withinPercentage(10));
    }

    @Test
    void batchNormByBatchesStaysFloat32AndStepsLearn() {
        List<Step> steps = trained(Networks.named("mobilenet"), BatchNormMode.TRAINING, Precision.MIXED, 15);
        assertThat(steps.get(14).loss()).isLessThan(0.5 * steps.get(0).loss());
    }

    @Test
    void answersBetweenStepsAreThoseOfFloat32ToTheLastBit() {
        Network network = Networks.named("mobilenet-v2");
        double[][] answers = new double[2][];
        for (Precision precision : List.of(Precision.FLOAT32, Precision.MIXED)) {
            try (TrainableNetwork net = open(network, BatchNormMode.FROZEN, precision)) {
                answers[precision == Precision.MIXED ? 1 : 0] =
                        net.logits(photos(network)).row(3);
            }
        }
        assertThat(answers[1]).isEqualTo(answers[0]);
    }

    @Test
    void whatReadsAConvolutionGetsFloat32ByTheSameName() {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Operand<TFloat32> image =
                    tf.withName("image").placeholder(TFloat32.class, Placeholder.shape(Shape.of(1, 2, 2, 1)));
            Operand<TFloat32> kernel = tf.constant(new float[][][][] {{{{1.00390625f}}}});
            Operand<TFloat32> first = tf.withName("first").nn.conv2d(image, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
            Operand<TFloat32> second = tf.withName("second").nn.relu(first);
            tf.withName("outside").math.mul(second, tf.constant(2f));
            tf.withSubScope("inference").withName("conv").nn.conv2d(image, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
            GraphDef changed =
                    MixedPrecision.of(graph.toGraphDef(), node -> !node.startsWith(BatchNormLayers.INFERENCE + "/"));
            assertThat(type(changed, "first/bfloat16")).isEqualTo(DataType.DT_BFLOAT16);
            assertThat(node(changed, "second/bfloat16").getInputList()).containsExactly("first/bfloat16");
            assertThat(node(changed, "outside").getInput(0)).isEqualTo("second");
            assertThat(type(changed, "outside")).isEqualTo(DataType.DT_FLOAT);
            assertThat(node(changed, "inference/conv")).isEqualTo(node(graph.toGraphDef(), "inference/conv"));
            assertThat(changed.getNodeList())
                    .extracting(NodeDef::getName)
                    .doesNotHaveDuplicates()
                    .containsAll(graph.toGraphDef().getNodeList().stream()
                            .map(NodeDef::getName)
                            .toList());
            assertThat(outside(changed)).as("1 + 2^-8 is 1 in bfloat16").isEqualTo(2f);
            assertThat(outside(graph.toGraphDef())).isEqualTo(2 * 1.00390625f);
        }
    }

    private static float outside(GraphDef drawn) {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(drawn);
            try (Session session = new Session(graph);
                    TFloat32 image = TFloat32.tensorOf(
                            Shape.of(1, 2, 2, 1), data -> data.scalars().forEach(one -> one.setFloat(1)));
                    Result found = session.runner()
                            .feed("image", image)
                            .fetch("outside")
                            .run()) {
                return ((TFloat32) found.get(0)).getFloat(0, 0, 0, 0);
            }
        }
    }

    private static DataType type(GraphDef graph, String name) {
        return node(graph, name).getAttrOrThrow("T").getType();
    }

    private static NodeDef node(GraphDef graph, String name) {
        return graph.getNodeList().stream()
                .filter(node -> node.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static List<Step> trained(Network network, BatchNormMode mode, Precision precision, int count) {
        Augmentation[] plain = new Augmentation[BATCH];
        Arrays.fill(plain, Augmentation.NONE);
        TrainingBatch batch = new TrainingBatch(photos(network), new int[] {0, 1, 0, 1, 1, 0}, plain);
        List<Step> steps = new ArrayList<>();
        try (TrainableNetwork net = open(network, mode, precision)) {
            for (int i = 0; i < count; i++) {
                steps.add(net.step(batch, 1e-3));
            }
        }
        return steps;
    }

    private static TrainableNetwork open(Network network, BatchNormMode mode, Precision precision) {
        FineTuneSettings settings = new FineTuneSettings(
                1,
                BATCH,
                1e-3,
                0,
                new Optimizer(0, 1, 1, false),
                0,
                FineTuneSettings.Augmentation.NONE,
                ClassWeights.NONE,
                mode,
                false,
                List.of(),
                precision);
        Random random = new Random(5);
        float[] kernel = new float[network.channels() * 2];
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) random.nextGaussian() * 0.05f;
        }
        return TrainableNetwork.open(
                network,
                RandomWeights.of(network, 7),
                new Head(network.channels(), 2, kernel, new float[2]),
                new ImageSpec(96),
                settings,
                Devices.CPU);
    }

    private static PixelBatch photos(Network network) {
        ImageSpec spec = new ImageSpec(96);
        byte[] rgb = new byte[BATCH * spec.bytes()];
        new Random(5).nextBytes(rgb);
        return new PixelBatch(spec, BATCH, rgb);
    }
}
