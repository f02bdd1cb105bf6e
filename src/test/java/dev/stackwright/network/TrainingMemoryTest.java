package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;
import dev.stackwright.network.Network.Architecture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingMemoryTest {

    private static final BatchNorm NORM = new BatchNorm(true, 1e-3, 0.99);

    /** 8 × 8 × 3 → 4 × 4 × 10, ReLU6 → 4 × 4 × 6 linear → 2 × 2 × 6 pooled → 2 × 2 × 12 by depth and by points, ReLU. */
    private static final Architecture SMALL = new Architecture() {
        @Override
        public <T> T draw(Layers<T> layers, T image) {
            T x = layers.conv2d(image, "a", 10, Window.square(3, 2, Padding.SAME));
            x = layers.relu6(layers.batchNorm(x, "a_bn", NORM), "a_relu");
            x = layers.batchNorm(layers.conv2d(x, "b", 6, Window.same(1)), "b_bn", NORM);
            x = layers.maxPool(x, "pool", Window.square(2, 2, Padding.SAME));
            x = layers.batchNorm(layers.separableConv2d(x, "c", 12, Window.same(3)), "c_bn", NORM);
            return layers.relu(x, "c_relu");
        }
    };

    @Test
    void activationsAreThoseThatGradientsRead() {
        TrainingMemory frozen = TrainingMemory.of(network(), settings(BatchNormMode.FROZEN, false), 8, 5);
        // image, ReLU6, what is pooled, pooled, between the kernels, ReLU; then twice the largest, which is the image
        int kept = 192 + 160 + 96 + 24 + 24 + 48;
        assertThat(frozen.activations()).isEqualTo(4 * 5 * (kept + 2 * 192));
        // and what each of the three convolutions hands to its batch norm
        assertThat(TrainingMemory.of(network(), settings(BatchNormMode.TRAINING, false), 8, 5)
                        .activations())
                .isEqualTo(4 * 5 * (kept + 160 + 96 + 48 + 2 * 192));
    }

    @Test
    void weightsHaveTheirGradientsMomentsAndAverage() {
        long parameters = network().parameters();
        assertThat(TrainingMemory.of(network(), settings(BatchNormMode.FROZEN, false), 8, 5)
                        .weights())
                .isEqualTo(20 * parameters);
        assertThat(TrainingMemory.of(network(), settings(BatchNormMode.FROZEN, true), 8, 1)
                        .weights())
                .isEqualTo(24 * parameters);
    }

    @Test
    void theHostHoldsTwoBatchesOfPixels() {
        assertThat(TrainingMemory.of(network(), settings(BatchNormMode.FROZEN, false), 8, 5)
                        .host())
                .isEqualTo(2 * 32 * 8 * 8 * 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobilenet-v2", "mobilenet", "inception-v3", "xception"})
    void theTableOfTheDocumentIsThatOfTheFormula(String name) throws IOException {
        Network network = Networks.named(name);
        FineTuneSettings settings = FineTuneSettings.FINE_TUNING;
        assertThat(Files.readString(Path.of("docs/gpu.md")))
                .contains(String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s | %s |%n",
                        name,
                        TrainingMemory.of(network, settings, 224, 32).text(),
                        TrainingMemory.of(network, settings, 224, 128).text(),
                        TrainingMemory.of(network, settings, 299, 32).text()));
        TrainingMemory one = TrainingMemory.of(network, settings, 224, 1);
        TrainingMemory many = TrainingMemory.of(network, settings, 224, 32);
        assertThat((double) many.activations() / one.activations()).isCloseTo(32, offset(1e-9));
        assertThat(many.weights()).isEqualTo(one.weights());
    }

    private static FineTuneSettings settings(BatchNormMode norm, boolean averaged) {
        return new FineTuneSettings(
                1,
                32,
                1e-3,
                0,
                new Optimizer(0, 1, 1, averaged),
                0,
                FineTuneSettings.Augmentation.NONE,
                ClassWeights.NONE,
                norm,
                false);
    }

    private static Network network() {
        Network any = Networks.named("mobilenet");
        return new Network("small", "Small", 12, 8, 8, any.preprocessing(), any.published(), 0.1, SMALL);
    }
}
