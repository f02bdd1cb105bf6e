package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.tensorflow.TrainableNetwork.Step;
import dev.stackwright.train.metrics.Metrics;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

public class TrainableNetworkTest {

    private static final Network NETWORK = Networks.named("mobilenet-v2");
    private static final ImageSpec SPEC = new ImageSpec(32);
    private static final NetworkWeights WEIGHTS = RandomWeights.of(NETWORK, 7);
    private static final int[] LABELS = {0, 1, 2, 0};
    private static final Augmentation[] UNCHANGED = {
        Augmentation.NONE, Augmentation.NONE, Augmentation.NONE, Augmentation.NONE
    };

    @ParameterizedTest
    @EnumSource(BatchNormMode.class)
    void stepsBringTheLossDown(BatchNormMode norm) {
        try (TrainableNetwork network = open(norm, Double.POSITIVE_INFINITY)) {
            Step first = network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-3);
            assertThat(first.loss()).isCloseTo(Math.log(3), offset(0.2));
            assertThat(first.gradientNorm()).isNull();
            Step last = first;
            for (int i = 0; i < 15; i++) {
                last = network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-3);
            }
            assertThat(last.loss()).isLessThan(first.loss() / 2);
        }
    }

    @ParameterizedTest
    @EnumSource(BatchNormMode.class)
    void theWeightsAndTheHeadThatComeOutAnswerLikeTheNetworkItself(BatchNormMode norm) {
        try (TrainableNetwork network = open(norm, 1)) {
            for (int i = 0; i < 3; i++) {
                network.step(new TrainingBatch(photos(i), LABELS, UNCHANGED), 1e-3);
            }
            Logits inside = network.logits(photos(9));
            Head head = network.head();
            try (FeatureExtractor frozen = FeatureExtractor.open(NETWORK, network.weights(), SPEC, Devices.AUTO)) {
                FeatureMatrix features = frozen.features(photos(9));
                for (int row = 0; row < 4; row++) {
                    for (int label = 0; label < 3; label++) {
                        double expected = head.bias()[label];
                        for (int c = 0; c < features.channels(); c++) {
                            expected += (double) features.at(row, c) * head.kernel()[c * 3 + label];
                        }
                        assertThat(inside.at(row, label)).isCloseTo(expected, offset(1e-3));
                    }
                }
            }
        }
    }

    /** 800 images of 32 × 32 are more than a processor takes at once; the same four again and again change nothing. */
    @Test
    void aBatchInPartsMovesTheWeightsLikeTheWhole() {
        PixelBatch four = photos(1);
        byte[] rgb = new byte[800 * SPEC.bytes()];
        int[] labels = new int[800];
        Augmentation[] unchanged = new Augmentation[800];
        Arrays.fill(unchanged, Augmentation.NONE);
        for (int i = 0; i < 800; i++) {
            System.arraycopy(four.rgb(), i % 4 * SPEC.bytes(), rgb, i * SPEC.bytes(), SPEC.bytes());
            labels[i] = LABELS[i % 4];
        }
        try (TrainableNetwork whole = open(BatchNormMode.FROZEN, 1);
                TrainableNetwork parts = open(BatchNormMode.FROZEN, 1)) {
            Step expected = whole.step(new TrainingBatch(four, LABELS, UNCHANGED), 1e-4);
            Step found = parts.step(new TrainingBatch(new PixelBatch(SPEC, 800, rgb), labels, unchanged), 1e-4);
            assertThat(found.loss()).isCloseTo(expected.loss(), offset(1e-4));
            assertThat(found.gradientNorm()).isCloseTo(expected.gradientNorm(), withPercentage(0.1));
            assertThat(parts.logits(photos(2)).at(0, 1))
                    .isCloseTo(whole.logits(photos(2)).at(0, 1), offset(1e-2));
        }
    }

    @Test
    void aStepLeavesNothingForTheNext() {
        try (TrainableNetwork network = open(BatchNormMode.FROZEN, 1)) {
            double first = network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-30)
                    .gradientNorm();
            double second = network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-30)
                    .gradientNorm();
            assertThat(second).isCloseTo(first, withPercentage(0.1));
        }
    }

    @Test
    void frozenBatchNormStaysAsItWas() {
        try (TrainableNetwork network = open(BatchNormMode.FROZEN, 1)) {
            network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-2);
            NetworkWeights after = network.weights();
            for (int i = 0; i < after.tensors().size(); i++) {
                NamedTensor tensor = after.tensors().get(i);
                boolean same =
                        Arrays.equals(tensor.values(), WEIGHTS.tensors().get(i).values());
                assertThat(same).as(tensor.name()).isEqualTo(!tensor.name().endsWith("kernel"));
            }
            assertThat(after.digest()).isNotEqualTo(WEIGHTS.digest());
        }
    }

    @Test
    void batchNormInTrainingMovesEveryWeight() {
        try (TrainableNetwork network = open(BatchNormMode.TRAINING, 1)) {
            network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-2);
            NetworkWeights after = network.weights();
            for (int i = 0; i < after.tensors().size(); i++) {
                NamedTensor tensor = after.tensors().get(i);
                assertThat(tensor.values())
                        .as(tensor.name())
                        .isNotEqualTo(WEIGHTS.tensors().get(i).values());
            }
        }
    }

    @Test
    void logitsKnowNoNeighbours() {
        try (TrainableNetwork network = open(BatchNormMode.TRAINING, 1)) {
            network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-3);
            PixelBatch four = photos(1);
            PixelBatch one = new PixelBatch(SPEC, 1, Arrays.copyOf(four.rgb(), SPEC.bytes()));
            Logits together = network.logits(four);
            Logits alone = network.logits(one);
            for (int label = 0; label < 3; label++) {
                assertThat(alone.at(0, label)).isCloseTo(together.at(0, label), offset(1e-4));
            }
        }
    }

    @Test
    void theSameStepsGiveTheSameLosses() {
        double[][] losses = new double[2][3];
        for (double[] run : losses) {
            try (TrainableNetwork network = open(BatchNormMode.FROZEN, 1)) {
                for (int i = 0; i < 3; i++) {
                    run[i] = network.step(new TrainingBatch(photos(i), LABELS, UNCHANGED), 1e-3)
                            .loss();
                }
            }
        }
        assertThat(losses[0]).containsExactly(losses[1], offset(1e-5));
    }

    /** In double by hand: cross-entropy from the logit z, and one step of Adam by the rate in the direction of its gradient. */
    @Test
    void aSigmoidUnitIsTrainedAsOneLogit() {
        float[] kernel = new float[NETWORK.channels()];
        Arrays.fill(kernel, 0.01f);
        Head head = new Head(NETWORK.channels(), 2, kernel, new float[] {0.5f});
        int[] labels = {1, 1, 0, 1};
        try (TrainableNetwork network =
                TrainableNetwork.open(NETWORK, WEIGHTS, head, SPEC, settings(BatchNormMode.FROZEN, 1), Devices.AUTO)) {
            Logits before = network.logits(photos(1));
            double loss = 0;
            double slope = 0;
            int correct = 0;
            for (int i = 0; i < 4; i++) {
                assertThat(before.at(i, 0)).isZero();
                double z = before.at(i, 1);
                loss += Math.log1p(Math.exp(labels[i] == 1 ? -z : z)) / 4;
                slope += (1 / (1 + Math.exp(-z)) - labels[i]) / 4;
                correct += z > 0 == (labels[i] == 1) ? 1 : 0;
            }
            Step step = network.step(new TrainingBatch(photos(1), labels, UNCHANGED), 1e-3);
            assertThat(step.loss()).isCloseTo(loss, offset(1e-5));
            assertThat(step.correct()).isEqualTo(correct);
            assertThat(network.head().columns()).isEqualTo(1);
            assertThat((double) network.head().bias()[0]).isCloseTo(0.5 - 1e-3 * Math.signum(slope), offset(1e-6));
        }
    }

    @Test
    void aNetworkThatWasRestartedIsANewOneAndOneThatWasRestoredGoesOn() {
        try (TrainableNetwork network = open(BatchNormMode.FROZEN, 1)) {
            Head start = network.head();
            double[] first = losses(network, 3);
            TrainingState middle = network.state();
            double[] rest = losses(network, 2);
            network.restart(start);
            assertThat(losses(network, 3)).containsExactly(first, offset(1e-5));
            network.restart(start);
            network.restore(middle);
            assertThat(losses(network, 2)).containsExactly(rest, offset(1e-5));
            try (TrainableNetwork another = open(BatchNormMode.FROZEN, 1)) {
                another.restore(middle);
                assertThat(losses(another, 2)).containsExactly(rest, offset(1e-5));
            }
        }
    }

    private static double[] losses(TrainableNetwork network, int steps) {
        double[] losses = new double[steps];
        for (int i = 0; i < steps; i++) {
            losses[i] = network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-3)
                    .loss();
        }
        return losses;
    }

    /** Labels 0, 1, 2, 0: each counts what its label does. */
    @Test
    void aLabelsWeightIsWhatItsImagesCountInTheLoss() {
        try (TrainableNetwork network = open(BatchNormMode.FROZEN, 1)) {
            double[] each = Metrics.logLosses(network.logits(photos(1)), LABELS, 1);
            network.restart(network.head());
            network.classWeights(new double[] {0.5, 2, 1});
            assertThat(network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-3)
                            .loss())
                    .isCloseTo((0.5 * each[0] + 2 * each[1] + each[2] + 0.5 * each[3]) / 4, offset(1e-4));
        }
    }

    @Test
    void smoothedTargetsAreAMixOfTheLabelAndAllLabels() {
        FineTuneSettings smooth =
                settings(BatchNormMode.FROZEN, Optimizer.ADAM, 0.3, FineTuneSettings.Augmentation.NONE);
        try (TrainableNetwork network = open(WEIGHTS, smooth)) {
            Logits logits = network.logits(photos(1));
            double expected = 0.7 * Metrics.logLoss(logits, LABELS);
            for (int label = 0; label < 3; label++) {
                int[] all = {label, label, label, label};
                expected += 0.1 * Metrics.logLoss(logits, all);
            }
            assertThat(network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-3)
                            .loss())
                    .isCloseTo(expected, offset(1e-4));
        }
    }

    /** After the first step the average keeps 2/11 of the start. */
    @Test
    void theMovingAverageLiesBetweenTheStartAndTheLastStep() {
        FineTuneSettings averaged =
                settings(BatchNormMode.FROZEN, new Optimizer(0, 1, 1, true), 0, FineTuneSettings.Augmentation.NONE);
        try (TrainableNetwork network = open(WEIGHTS, averaged)) {
            float start = network.head().kernel()[0];
            network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-2);
            float moved = network.head().kernel()[0];
            network.takeAverage();
            assertThat((double) network.head().kernel()[0])
                    .isCloseTo(start * 2 / 11.0 + moved * 9 / 11.0, offset(1e-6));
        }
    }

    /** The first kernel by a tenth of the head's way, as Adam's first step goes by the rate for every weight. */
    @Test
    void layersNextToTheImageMoveLess() {
        FineTuneSettings layered = settings(
                BatchNormMode.FROZEN,
                new Optimizer(0, Double.POSITIVE_INFINITY, 0.1, false),
                0,
                FineTuneSettings.Augmentation.NONE);
        try (TrainableNetwork network = open(WEIGHTS, layered)) {
            float head = network.head().bias()[0];
            network.step(new TrainingBatch(photos(1), LABELS, UNCHANGED), 1e-3);
            double moved = Math.abs(network.head().bias()[0] - head);
            float[] after = network.weights().tensors().get(0).values();
            float[] before = WEIGHTS.tensors().get(0).values();
            double first = IntStream.range(0, before.length)
                    .mapToDouble(k -> Math.abs(after[k] - before[k]))
                    .max()
                    .orElseThrow();
            assertThat(first / moved).isCloseTo(0.1, offset(0.01));
        }
    }

    @Test
    void wrongBatchesAreRefusedByWhatIsWrongWithThem() {
        try (TrainableNetwork network = open(BatchNormMode.FROZEN, 1)) {
            PixelBatch small = new PixelBatch(new ImageSpec(33), 0, new byte[0]);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.logits(small))
                    .withMessageContaining("32");
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            network.step(new TrainingBatch(photos(1), new int[] {0, 1, 3, 0}, UNCHANGED), 1e-3))
                    .withMessageContaining("0 to 2, found 3");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.step(new TrainingBatch(photos(1), new int[] {0}, UNCHANGED), 1e-3))
                    .withMessageContaining("found 1 and 4");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Augmentation(false, 0.5, 0, 0.6, 1, 1, 1, 1))
                    .withMessageContaining("inside the image");
        }
    }

    @Test
    void weightsOfAnotherNetworkAreRefused() {
        NetworkWeights other = RandomWeights.of(Networks.named("mobilenet"), 7);
        Head head = new Head(1280, 2, new float[2560], new float[2]);
        FineTuneSettings options = settings(BatchNormMode.FROZEN, 1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrainableNetwork.open(NETWORK, other, head, SPEC, options, Devices.AUTO))
                .withMessageContaining("expected 260 weights, found 135");
    }

    public static FineTuneSettings settings(BatchNormMode norm, double clipNorm) {
        return settings(norm, new Optimizer(0, clipNorm, 1, false), 0, FineTuneSettings.Augmentation.NONE);
    }

    static FineTuneSettings settings(
            BatchNormMode norm,
            Optimizer optimizer,
            double labelSmoothing,
            FineTuneSettings.Augmentation augmentation) {
        return new FineTuneSettings(
                1, 8, 1e-4, 0, optimizer, labelSmoothing, augmentation, ClassWeights.NONE, norm, false);
    }

    public static TrainableNetwork open(BatchNormMode norm, double clip) {
        return open(WEIGHTS, norm, clip);
    }

    public static TrainableNetwork open(NetworkWeights weights, BatchNormMode norm, double clip) {
        return open(weights, settings(norm, clip));
    }

    private static TrainableNetwork open(NetworkWeights weights, FineTuneSettings settings) {
        float[] kernel = new float[NETWORK.channels() * 3];
        Random random = new Random(3);
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) random.nextGaussian() * 0.01f;
        }
        Head head = new Head(NETWORK.channels(), 3, kernel, new float[3]);
        return TrainableNetwork.open(NETWORK, weights, head, SPEC, settings, Devices.AUTO);
    }

    /** Four images of noise. */
    public static PixelBatch photos(long seed) {
        byte[] rgb = new byte[4 * SPEC.bytes()];
        new Random(seed).nextBytes(rgb);
        return new PixelBatch(SPEC, 4, rgb);
    }
}
