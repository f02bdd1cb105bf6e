package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.network.Layers.Padding;
import dev.stackwright.network.Layers.Window;
import dev.stackwright.tensorflow.FrozenNetwork.InferenceLayers;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Padding that is left to the convolution gives the same as padding before it, where it fits and where it does not. */
class PaddedConvolutionTest {

    private static final BatchNorm NORM = new BatchNorm(true, 1e-3, 0.99);

    @ParameterizedTest
    @CsvSource({"8, 0, 1", "7, 0, 1", "7, 1, 1", "8, 1, 1"})
    void zerosAreWhereTheDrawingHasThem(int edge, int before, int after) {
        FloatArray image = random(1, edge, edge, 2);
        FloatArray kernel = random(3, 3, 2, 1);
        FloatArray ones = new FloatArray(new long[] {2}, new float[] {1, 1});
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            InferenceLayers layers = new InferenceLayers(tf, name -> name.endsWith("kernel") ? kernel : ones);
            Window window = Window.square(3, 2, Padding.VALID);
            LayerOutput wire = layers.zeroPad(layers.image(Tensors.constant(tf, image)), "pad", before, after);
            LayerOutput drawn = layers.batchNorm(layers.depthwiseConv2d(wire, "conv", window), "norm", NORM);
            try (Session session = Devices.AUTO.open(graph);
                    Result result = session.runner().fetch(drawn.output()).run()) {
                float[] expected = byHand(image, kernel, edge, before, after);
                assertThat(Tensors.values((TFloat32) result.get(0))).containsExactly(expected, offset(1e-5f));
            }
        }
    }

    private static float[] byHand(FloatArray image, FloatArray kernel, int edge, int before, int after) {
        int out = (edge + before + after - 3) / 2 + 1;
        double factor = 1 / Math.sqrt(1 + NORM.epsilon());
        float[] values = new float[out * out * 2];
        for (int i = 0; i < values.length; i++) {
            int top = i / 2 / out * 2 - before;
            int left = i / 2 % out * 2 - before;
            double sum = 0;
            for (int tap = 0; tap < 9; tap++) {
                int y = top + tap / 3;
                int x = left + tap % 3;
                if (y >= 0 && y < edge && x >= 0 && x < edge) {
                    sum += (double) image.values()[(y * edge + x) * 2 + i % 2] * kernel.values()[tap * 2 + i % 2];
                }
            }
            values[i] = (float) (sum * factor + 1 - factor);
        }
        return values;
    }

    private static FloatArray random(long... shape) {
        int size = 1;
        for (long d : shape) {
            size *= (int) d;
        }
        Random random = new Random(size);
        float[] values = new float[size];
        for (int i = 0; i < size; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return new FloatArray(shape, values);
    }
}
