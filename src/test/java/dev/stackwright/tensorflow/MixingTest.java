package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Head;
import dev.stackwright.network.NarrowNetworks;
import dev.stackwright.network.Network;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.metrics.Metrics;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MixingTest {

    private static final Network NETWORK = NarrowNetworks.narrow(Networks.named("mobilenet"));
    private static final ImageSpec SPEC = new ImageSpec(32);
    private static final Augmentation[] UNCHANGED = {
        Augmentation.NONE, Augmentation.NONE, Augmentation.NONE, Augmentation.NONE
    };
    private static final int[] LABELS = {0, 2, 1, 1};

    /** A quarter of the second is put into the first; the third is mixed half and half with the fourth, mirrored. */
    private static final Mixing[] MIXINGS = {new Mixing(0.25, 0.5, 0.5, 0.5, 0), new Mixing(0, 0, 1, 1, 0.5)};

    private static final Augmentation[] MIRRORED = {
        Augmentation.NONE, Augmentation.NONE, Augmentation.NONE, new Augmentation(true, 0, 0, 1, 1, 1, 1, 1)
    };

    @Test
    void theLossIsThatOfTheMixedImagesByTheirMixedLabels() {
        PixelBatch pixels = photos();
        try (TrainableNetwork network = open(0.2, 0)) {
            Logits logits = network.logits(mixed(pixels));
            double[] first = Metrics.logLosses(logits, new int[] {0, 1}, 1);
            double[] second = Metrics.logLosses(logits, new int[] {2, 1}, 1);
            TrainableNetwork.Step step = network.step(new TrainingBatch(pixels, LABELS, MIRRORED, MIXINGS), 1e-3);
            assertThat(step.loss()).isCloseTo((0.75 * first[0] + 0.25 * second[0] + first[1]) / 2, offset(1e-5));
            assertThat(step.correct()).isEqualTo((best(logits, 0) == 0 ? 1 : 0) + (best(logits, 1) == 1 ? 1 : 0));
        }
    }

    @Test
    void whatLabelsCountIsMixedToo() {
        PixelBatch pixels = photos();
        try (TrainableNetwork network = open(0.2, 0)) {
            network.classWeights(new double[] {0.5, 1, 4});
            Logits logits = network.logits(mixed(pixels));
            double[] first = Metrics.logLosses(logits, new int[] {0, 1}, 1);
            double[] second = Metrics.logLosses(logits, new int[] {2, 1}, 1);
            assertThat(network.step(new TrainingBatch(pixels, LABELS, MIRRORED, MIXINGS), 1e-3)
                            .loss())
                    .isCloseTo((0.75 * 0.5 * first[0] + 0.25 * 4 * second[0] + first[1]) / 2, offset(1e-5));
        }
    }

    @Test
    void whatIsRightIsTheLabelThatAnImageHasMoreOfWhateverLabelsCount() {
        // both are the same photo, which makes the mixed one that photo again
        PixelBatch twice = new PixelBatch(SPEC, 2, pick(photos(), 0, 0));
        Mixing little = new Mixing(0, 0, 0.25, 0.25, 0);
        try (TrainableNetwork network = open(0, 1)) {
            int answer = best(network.logits(twice), 0);
            int other = (answer + 1) % 3;
            double[] counts = {1, 1, 1};
            counts[other] = 1000;
            network.classWeights(counts);
            assertThat(network.step(
                                    new TrainingBatch(
                                            twice,
                                            new int[] {answer, other},
                                            Arrays.copyOf(UNCHANGED, 2),
                                            new Mixing[] {little}),
                                    1e-3)
                            .correct())
                    .isEqualTo(1);
        }
    }

    @Test
    void imagesThatKeepAllOfTheirsAreTrainedOnAsIfNothingWereMixed() {
        PixelBatch pixels = photos();
        Mixing nothing = new Mixing(0, 0, 1, 1, 1);
        PixelBatch own = new PixelBatch(SPEC, 2, pick(pixels, 0, 2));
        Augmentation[] two = Arrays.copyOf(UNCHANGED, 2);
        try (TrainableNetwork mixing = open(1, 0);
                TrainableNetwork plain = open(0, 0)) {
            for (int i = 0; i < 3; i++) {
                assertThat(mixing.step(
                                        new TrainingBatch(pixels, LABELS, UNCHANGED, new Mixing[] {nothing, nothing}),
                                        1e-3)
                                .loss())
                        .isCloseTo(
                                plain.step(new TrainingBatch(own, new int[] {0, 1}, two), 1e-3)
                                        .loss(),
                                offset(1e-6));
            }
        }
    }

    @Test
    void partsOfABatchKeepTheirPairs() {
        int pairs = 800; // more than a processor takes at once
        byte[] rgb = new byte[2 * pairs * SPEC.bytes()];
        IntStream.range(0, pairs / 2)
                .forEach(i -> System.arraycopy(photos().rgb(), 0, rgb, i * 4 * SPEC.bytes(), 4 * SPEC.bytes()));
        int[] labels = IntStream.range(0, 2 * pairs).map(i -> LABELS[i % 4]).toArray();
        Augmentation[] changes =
                IntStream.range(0, 2 * pairs).mapToObj(i -> MIRRORED[i % 4]).toArray(Augmentation[]::new);
        Mixing[] mixings =
                IntStream.range(0, pairs).mapToObj(i -> MIXINGS[i % 2]).toArray(Mixing[]::new);
        try (TrainableNetwork whole = open(0.2, 1);
                TrainableNetwork parts = open(0.2, 1)) {
            double expected = whole.step(new TrainingBatch(photos(), LABELS, MIRRORED, MIXINGS), 1e-3)
                    .loss();
            assertThat(parts.step(
                                    new TrainingBatch(new PixelBatch(SPEC, 2 * pairs, rgb), labels, changes, mixings),
                                    1e-3)
                            .loss())
                    .isCloseTo(expected, offset(1e-4));
        }
    }

    @Test
    void aBatchIsMixedWhereTheSettingsSayThatItIs() {
        try (TrainableNetwork network = open(0, 0)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> network.step(new TrainingBatch(photos(), LABELS, UNCHANGED, MIXINGS), 1e-3))
                    .withMessageContaining("expected no mixing");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new TrainingBatch(photos(), LABELS, UNCHANGED, new Mixing[1]))
                .withMessageContaining("each two of 4");
    }

    private static int best(Logits logits, int row) {
        return IntStream.range(0, 3).reduce(0, (a, b) -> logits.at(row, b) > logits.at(row, a) ? b : a);
    }

    /** By hand what {@link #MIXINGS} and {@link #MIRRORED} say. */
    private static PixelBatch mixed(PixelBatch pixels) {
        byte[] first = pick(pixels, 0);
        byte[] piece = pick(pixels, 1);
        byte[] third = pick(pixels, 2);
        byte[] fourth = pick(pixels, 3);
        byte[] all = new byte[2 * SPEC.bytes()];
        for (int y = 0; y < 32; y++) {
            for (int x = 0; x < 32; x++) {
                for (int c = 0; c < 3; c++) {
                    int at = (y * 32 + x) * 3 + c;
                    int mirrored = (y * 32 + 31 - x) * 3 + c;
                    all[at] = x >= 8 && x < 24 && y >= 16 ? piece[at] : first[at];
                    all[SPEC.bytes() + at] = (byte) (((third[at] & 0xff) + (fourth[mirrored] & 0xff)) / 2);
                }
            }
        }
        return new PixelBatch(SPEC, 2, all);
    }

    private static byte[] pick(PixelBatch pixels, int... images) {
        byte[] some = new byte[images.length * SPEC.bytes()];
        for (int i = 0; i < images.length; i++) {
            System.arraycopy(pixels.rgb(), images[i] * SPEC.bytes(), some, i * SPEC.bytes(), SPEC.bytes());
        }
        return some;
    }

    /** Four, of even values: the middle of two is a whole number. */
    private static PixelBatch photos() {
        byte[] rgb = new byte[4 * SPEC.bytes()];
        new Random(3).nextBytes(rgb);
        for (int i = 0; i < rgb.length; i++) {
            rgb[i] = (byte) (rgb[i] & 0xfe);
        }
        return new PixelBatch(SPEC, 4, rgb);
    }

    private static TrainableNetwork open(double mixup, double cutmix) {
        Head head = new Head(NETWORK.channels(), 3, kernel(), new float[] {0.1f, 0, -0.1f});
        FineTuneSettings settings = new FineTuneSettings(
                1,
                32,
                1e-3,
                0,
                Optimizer.ADAM,
                0,
                new FineTuneSettings.Augmentation(true, 1, 0, mixup, cutmix),
                ClassWeights.NONE,
                BatchNormMode.FROZEN,
                false);
        return TrainableNetwork.open(NETWORK, RandomWeights.of(NETWORK, 7), head, SPEC, settings, Devices.CPU);
    }

    private static float[] kernel() {
        float[] kernel = new float[NETWORK.channels() * 3];
        Random random = new Random(5);
        for (int i = 0; i < kernel.length; i++) {
            kernel[i] = (float) random.nextGaussian();
        }
        return kernel;
    }
}
