package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.NetworkWeights.WeightTable;
import dev.stackwright.tensorflow.Adam;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.Tensors;
import dev.stackwright.tensorflow.TrainableNetworkTest;
import dev.stackwright.tensorflow.TrainingGraph;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * Loss, gradients and three steps of Adam against Keras, batch norm frozen. The golden's head has one column and a
 * sigmoid; a second column fixed at zero makes the softmax of two the same, in value and in gradient.
 *
 * <p>Steep losses amplify rounding from step to step, in Keras too. In two cases its third loss depends by more than 2 %
 * on the order in which kernels sum: {@code src/test/python/golden_noise.py} computes the golden again, with oneDNN on and
 * off and by one and two threads, and gets 0.22614 to 0.22616 for MobileNetV2 160 by formula (golden 0.23782), and 0.60592
 * to 0.62329 for InceptionV3 with ImageNet weights (golden 0.60592). There, ours may lie outside what Keras says of
 * itself by as much as elsewhere from the golden.
 */
class GoldenTrainingTest {

    private static final FineTuneSettings OPTIONS =
            TrainableNetworkTest.settings(BatchNormMode.FROZEN, Double.POSITIVE_INFINITY);
    private static final double LOSS_PERCENT = 0.01;
    private static final double GRADIENT_PERCENT = 0.3;
    private static final double STEPS = 0.02;

    /**
     * Adam's first steps move each weight by the sign of its gradient, and rounding decides the sign of small ones; the
     * third loss carries two such steps. With ImageNet weights, MobileNetV2 224 was 3.2 % off and InceptionV3 4.3 % on
     * processors with other vector instructions than the goldens' own. A wrong gradient or update shows in the gradients
     * and the first two losses, which stay strict.
     */
    private static final double THIRD_STEP = 0.05;

    private static final Set<String> SENSITIVE = Set.of("mobilenet-v2 224", "inception-v3 224");

    /** Of a kernel's typical gradient. Single values are noisier than norms: 0.01 was seen at MobileNetV2 224. */
    private static final double VALUE_SHARE = 0.03;

    @ParameterizedTest
    @CsvSource({
        "mobilenet-v2, 224,",
        "mobilenet-v2, 160, 0.22614",
        "mobilenet, 224,",
        "inception-v3, 224,",
        "xception, 224,"
    })
    void lossGradientsAndAdamAreThoseOfKeras(String name, int size, @Nullable Double again) {
        Golden golden = Golden.of(Networks.named(name));
        compare(golden.figures("formula_" + size), name, size, golden.formulaWeights(), again, STEPS);
    }

    @ParameterizedTest
    @CsvSource({
        "mobilenet-v2, 224,",
        "mobilenet-v2, 160,",
        "mobilenet, 224,",
        "inception-v3, 224, 0.62329",
        "xception, 224,"
    })
    @EnabledIfSystemProperty(named = Golden.WEIGHTS, matches = ".+")
    void withImagenetWeightsToo(String name, int size, @Nullable Double again) {
        Golden golden = Golden.of(Networks.named(name));
        compare(
                golden.figures("real_" + size),
                name,
                size,
                golden.realWeights(),
                again,
                SENSITIVE.contains(name + " " + size) ? THIRD_STEP : STEPS);
    }

    /**
     * @param thirdStep share by which the third loss may be off
     * @param again the third loss of Keras farthest from the golden's, or null where 2 % cover them all
     */
    private static void compare(
            JsonNode figures, String name, int size, NetworkWeights weights, @Nullable Double again, double thirdStep) {
        JsonNode losses = figures.required("loss_before_and_after_adam_steps");
        FloatArray images = Golden.images(size);
        try (TrainingGraph training = open(name, size, weights)) {
            training.variables.initialise(training.session());
            Gradients first = step(training, images, 1);
            assertThat(first.loss).isCloseTo(losses.get(0).doubleValue(), withPercentage(LOSS_PERCENT));
            assertThat(first.globalNorm)
                    .isCloseTo(
                            figures.required("grad_norm_all_trainable").doubleValue(),
                            withPercentage(GRADIENT_PERCENT));
            assertThat(norm(first.of(TrainingGraph.HEAD_KERNEL)))
                    .isCloseTo(figures.required("grad_norm_head_w").doubleValue(), withPercentage(GRADIENT_PERCENT));
            assertThat((double) first.of(TrainingGraph.HEAD_BIAS)[0])
                    .isCloseTo(figures.required("grad_head_b").doubleValue(), withPercentage(GRADIENT_PERCENT));
            figures.required("grad_norm_conv").properties().forEach(kernel -> check(kernel, first));
            for (int t = 1; t <= 3; t++) {
                double expected = losses.get(t).doubleValue();
                double other = t == 3 && again != null ? again : expected;
                double share = t == 3 ? thirdStep : STEPS;
                assertThat(step(training, images, t + 1).loss)
                        .as("loss after step " + t)
                        .isBetween(Math.min(expected, other) * (1 - share), Math.max(expected, other) * (1 + share));
            }
        }
    }

    @Test
    void aSwappedWeightIsNoticed() {
        Golden golden = Golden.of(Networks.named("mobilenet-v2"));
        NetworkWeights weights = golden.formulaWeights();
        float[] kernel = weights.tensors().get(0).values();
        float first = kernel[0];
        kernel[0] = kernel[1];
        kernel[1] = first;
        JsonNode figures = golden.figures("formula_160");
        try (TrainingGraph training = open("mobilenet-v2", 160, weights)) {
            training.variables.initialise(training.session());
            Gradients found = step(training, Golden.images(160), 1);
            double expected = figures.required("grad_norm_all_trainable").doubleValue();
            assertThat(Math.abs(found.globalNorm / expected - 1) * 100).isGreaterThan(GRADIENT_PERCENT);
        }
    }

    private static void check(Map.Entry<String, JsonNode> kernel, Gradients found) {
        float[] gradient = found.of(kernel.getKey());
        double norm = kernel.getValue().required("norm").doubleValue();
        assertThat(norm(gradient)).as(kernel.getKey()).isCloseTo(norm, withPercentage(GRADIENT_PERCENT));
        JsonNode first = kernel.getValue().required("first8");
        double tolerance = VALUE_SHARE * norm / Math.sqrt(gradient.length);
        for (int i = 0; i < first.size(); i++) {
            assertThat((double) gradient[i])
                    .as(kernel.getKey() + " " + i)
                    .isCloseTo(first.get(i).doubleValue(), offset(tolerance));
        }
    }

    private static TrainingGraph open(String name, int size, NetworkWeights weights) {
        Network network = Networks.named(name);
        float[] column = new float[network.channels()];
        for (int j = 0; j < column.length; j++) {
            column[j] = (float) ((j % 17 - 8) / (8 * Math.sqrt(column.length)));
        }
        return TrainingGraph.open(
                network,
                WeightTable.of(network, weights),
                new FloatArray(new long[] {column.length, 1}, column),
                new FloatArray(new long[] {1}, new float[] {0.05f}),
                GoldenTrainingTest::besideZero,
                size,
                OPTIONS,
                Devices.AUTO);
    }

    private static Operand<TFloat32> besideZero(Operand<TFloat32> column) {
        Ops tf = Ops.create((Graph) column.op().env());
        return tf.concat(List.of(tf.zerosLike(column), column), tf.constant(1));
    }

    private static Gradients step(TrainingGraph training, FloatArray images, int t) {
        try (TFloat32 image = Tensors.of(images);
                TInt32 labels = TInt32.vectorOf(0, 1);
                TFloat32 all = TFloat32.scalarOf(1);
                TFloat32 rate = TFloat32.scalarOf((float) Adam.rate(1e-4, t))) {
            Session.Runner runner = training.session()
                    .runner()
                    .feed(training.image, image)
                    .feed(training.labels, labels)
                    .feed(training.share, all)
                    .feed(training.rate, rate)
                    .fetch(training.loss)
                    .fetch(training.gradientNorm)
                    .addTarget(training.step);
            training.gradients.forEach(runner::fetch);
            try (Result result = runner.run()) {
                List<float[]> gradients = IntStream.range(0, training.gradients.size())
                        .mapToObj(i -> Tensors.values((TFloat32) result.get(2 + i)))
                        .toList();
                return new Gradients(
                        ((TFloat32) result.get(0)).getFloat(),
                        ((TFloat32) result.get(1)).getFloat(),
                        training,
                        gradients);
            }
        }
    }

    private static double norm(float[] values) {
        double sum = 0;
        for (float v : values) {
            sum += (double) v * v;
        }
        return Math.sqrt(sum);
    }

    private record Gradients(double loss, double globalNorm, TrainingGraph training, List<float[]> gradients) {

        float[] of(String variable) {
            for (int i = 0; i < gradients.size(); i++) {
                if (training.trained.get(i).equals(variable)) {
                    return gradients.get(i);
                }
            }
            throw new AssertionError(variable + " is not trained");
        }
    }
}
