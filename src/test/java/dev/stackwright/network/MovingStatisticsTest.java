package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.tensorflow.Augmentation;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.tensorflow.TrainableNetworkTest;
import dev.stackwright.tensorflow.TrainingBatch;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a step does to the moving statistics, as Keras' layer does it. */
class MovingStatisticsTest {

    private static final NetworkWeights RANDOM = RandomWeights.of(Networks.named("mobilenet-v2"), 7);

    @Test
    void fromNothingTheFirstStepKeepsTwoElevenths() {
        check(RANDOM, 2.0 / 11);
    }

    @Test
    void whatWasLearnedIsKeptByTheMomentumFromTheFirstStepOn() {
        check(NetworkWeights.of("mobilenet-v2", "pre-trained.h5", RANDOM.tensors()), 0.999);
    }

    /** The first convolution by hand: 3 × 3, stride 2, a row and a column of zeros at the end. */
    private static void check(NetworkWeights weights, double keep) {
        PixelBatch batch = TrainableNetworkTest.photos(1);
        NetworkWeights after;
        float[] kernel;
        try (TrainableNetwork network = TrainableNetworkTest.open(weights, BatchNormMode.TRAINING, 1)) {
            kernel = network.weights().tensors().get(0).values();
            Augmentation[] unchanged = new Augmentation[4];
            Arrays.fill(unchanged, Augmentation.NONE);
            network.step(new TrainingBatch(batch, new int[] {0, 1, 2, 0}, unchanged), 1e-3);
            after = network.weights();
        }
        int channel = 5;
        double[] outputs = firstChannel(batch, kernel, channel);
        double mean = Arrays.stream(outputs).average().orElseThrow();
        double variance =
                Arrays.stream(outputs).map(v -> (v - mean) * (v - mean)).sum() / outputs.length;
        assertThat((double) value(after, "bn_Conv1/moving_mean", channel)).isCloseTo((1 - keep) * mean, offset(1e-7));
        assertThat((double) value(after, "bn_Conv1/moving_variance", channel))
                .isCloseTo(keep + (1 - keep) * variance, offset(1e-6));
    }

    private static double[] firstChannel(PixelBatch batch, float[] kernel, int channel) {
        int size = batch.spec().size();
        int out = size / 2;
        double[] outputs = new double[batch.count() * out * out];
        for (int i = 0; i < outputs.length; i++) {
            int n = i / (out * out);
            int top = i / out % out * 2;
            int left = i % out * 2;
            for (int tap = 0; tap < 27; tap++) {
                int y = top + tap / 9;
                int x = left + tap / 3 % 3;
                if (y < size && x < size) {
                    int pixel = batch.rgb()[((n * size + y) * size + x) * 3 + tap % 3] & 0xff;
                    outputs[i] += (pixel / 127.5 - 1) * kernel[tap * 32 + channel];
                }
            }
        }
        return outputs;
    }

    private static float value(NetworkWeights weights, String name, int index) {
        return weights.tensors().stream()
                .filter(t -> t.name().equals(name))
                .findFirst()
                .orElseThrow()
                .values()[index];
    }
}
