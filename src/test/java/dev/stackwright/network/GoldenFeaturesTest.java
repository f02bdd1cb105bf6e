package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.FrozenNetwork;
import dev.stackwright.tensorflow.Tensors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Pooled features against Keras. Keras with another order of summation differs from itself by 4e-6. */
class GoldenFeaturesTest {

    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @CsvSource({"mobilenet-v2, 224", "mobilenet-v2, 160", "mobilenet, 224", "inception-v3, 224", "xception, 224"})
    void featuresAreThoseOfKeras(String name, int size) {
        Golden golden = Golden.of(Networks.named(name));
        JsonNode figures = golden.figures("formula_" + size);
        assertThat(worstDifference(figures, name, golden.formulaWeights(), Golden.images(size)))
                .isLessThan(TOLERANCE);
    }

    @ParameterizedTest
    @CsvSource({"mobilenet-v2, 224", "mobilenet-v2, 160", "mobilenet, 224", "inception-v3, 224", "xception, 224"})
    @EnabledIfSystemProperty(named = Golden.WEIGHTS, matches = ".+")
    void withImagenetWeightsToo(String name, int size) {
        Golden golden = Golden.of(Networks.named(name));
        JsonNode figures = golden.figures("real_" + size);
        assertThat(worstDifference(figures, name, golden.realWeights(), Golden.images(size)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void mirroredImagesAreNoticed() {
        Golden golden = Golden.of(Networks.named("mobilenet-v2"));
        FloatArray mirrored = mirrored(Golden.images(160), 160);
        assertThat(worstDifference(golden.figures("formula_160"), "mobilenet-v2", golden.formulaWeights(), mirrored))
                .isGreaterThan(10 * TOLERANCE);
    }

    @Test
    void twoSwappedWeightsAreNoticed() {
        Golden golden = Golden.of(Networks.named("mobilenet-v2"));
        NetworkWeights weights = golden.formulaWeights();
        NamedTensor kernel = weights.tensors().stream()
                .filter(t -> t.name().equals("block_8_project/kernel"))
                .findFirst()
                .orElseThrow();
        float first = kernel.values()[0];
        kernel.values()[0] = kernel.values()[1];
        kernel.values()[1] = first;
        assertThat(worstDifference(golden.figures("formula_160"), "mobilenet-v2", weights, Golden.images(160)))
                .isGreaterThan(TOLERANCE);
    }

    /** Largest difference from the golden in a row, as a share of the row's maximum; the worse of the two rows. */
    private static double worstDifference(JsonNode figures, String name, NetworkWeights weights, FloatArray images) {
        Network network = Networks.named(name);
        float[] features = pooled(network, weights, images);
        double worst = 0;
        for (int row = 0; row < 2; row++) {
            double max = 0;
            double difference = 0;
            JsonNode expected = figures.required("gap").get(row);
            int step = figures.required("gap_step").intValue();
            assertThat(expected.size() * step).isEqualTo(network.channels());
            for (int i = 0; i < expected.size(); i++) {
                double found = features[row * network.channels() + i * step];
                max = Math.max(max, expected.get(i).doubleValue());
                difference =
                        Math.max(difference, Math.abs(found - expected.get(i).doubleValue()));
            }
            worst = Math.max(worst, difference / max);
        }
        return worst;
    }

    private static float[] pooled(Network network, NetworkWeights weights, FloatArray images) {
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> image = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(images.shape())));
            Operand<TFloat32> features = FrozenNetwork.pooled(tf, network, weights, image);
            try (Session session = Devices.AUTO.open(graph);
                    TFloat32 fed = Tensors.of(images);
                    Result result =
                            session.runner().feed(image, fed).fetch(features).run()) {
                return Tensors.values((TFloat32) result.get(0));
            }
        }
    }

    private static FloatArray mirrored(FloatArray images, int size) {
        float[] values = new float[images.values().length];
        for (int i = 0; i < values.length; i++) {
            int w = i / 3 % size;
            values[i] = images.values()[i + (size - 1 - 2 * w) * 3];
        }
        return new FloatArray(images.shape(), values);
    }
}
