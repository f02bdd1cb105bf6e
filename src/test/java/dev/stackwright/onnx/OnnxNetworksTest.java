package dev.stackwright.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Golden;
import dev.stackwright.network.Network;
import dev.stackwright.network.Network.Preprocessing;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.FeatureExtractor;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every network of the registry is the same in ONNX Runtime as in TensorFlow, at odd and at even sizes. */
class OnnxNetworksTest {

    private static final double TOLERANCE = 1e-4;

    @ParameterizedTest
    @CsvSource({"mobilenet-v2, 32", "mobilenet-v2, 65", "mobilenet, 32", "inception-v3, 75", "xception, 72"})
    void featuresAreThoseOfTensorFlowAndAMirroredImageIsNoticed(String name, int size) {
        Network network = Networks.named(name);
        NetworkWeights weights = Golden.of(network).formulaWeights();
        PixelBatch photos = photos(new ImageSpec(size));
        FeatureMatrix expected = byTensorFlow(network, weights, photos);
        try (FeatureEngine.Extractor extractor = OnnxRuntime.CPU.extractor(network, weights, photos.spec())) {
            assertThat(worstDifference(expected, extractor.features(photos))).isLessThan(TOLERANCE);
            assertThat(worstDifference(expected, extractor.features(mirrored(photos))))
                    .as("of mirrored photos")
                    .isGreaterThan(10 * TOLERANCE);
        }
    }

    /**
     * 299 to 224 is what {@code nativeSizes} asks for; 224 / 299 is no number of float32, so that both sample noise some
     * 1e-5 of a pixel apart.
     */
    @ParameterizedTest
    @CsvSource({"mobilenet-v2, 299, 224", "mobilenet, 65, 32", "xception, 100, 71", "mobilenet-v2, 32, 64"})
    void aNetworkThatSeesAnotherSizeThanPhotosHaveGivesTheFeaturesOfTensorFlow(String name, int size, int sees) {
        Network network = Networks.named(name).seeing(sees);
        NetworkWeights weights = Golden.of(Networks.named(name)).formulaWeights();
        PixelBatch photos = photos(new ImageSpec(size));
        FeatureMatrix expected = byTensorFlow(network, weights, photos);
        assertThat(worstDifference(expected, byOnnxRuntime(network, weights, photos)))
                .isLessThan(5 * TOLERANCE);
        assertThat(worstDifference(byTensorFlow(Networks.named(name), weights, photos), expected))
                .as("of the size of the photos")
                .isGreaterThan(10 * TOLERANCE);
    }

    @Test
    void aNetworkThatSeesTheSizeOfThePhotosIsAsItWas() {
        Network network = Networks.named("mobilenet-v2");
        NetworkWeights weights = Golden.of(network).formulaWeights();
        PixelBatch photos = photos(new ImageSpec(64));
        assertThat(worstDifference(
                        byTensorFlow(network, weights, photos), byTensorFlow(network.seeing(64), weights, photos)))
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobilenet-v2", "mobilenet", "inception-v3", "xception"})
    void everyConstantOfAModelIsReadByANode(String name) {
        Network network = Networks.named(name);
        ImageSpec spec = new ImageSpec(network.minimumSize());
        GraphProto graph = OnnxModel.features(network, Golden.of(network).formulaWeights(), spec)
                .getGraph();
        Set<String> read = graph.getNodeList().stream()
                .flatMap(node -> node.getInputList().stream())
                .collect(Collectors.toSet());
        assertThat(graph.getInitializerList())
                .extracting(TensorProto::getName)
                .isNotEmpty()
                .isSubsetOf(read);
    }

    @Test
    void twoSwappedWeightsAreNoticed() {
        Network network = Networks.named("mobilenet-v2");
        NetworkWeights weights = Golden.of(network).formulaWeights();
        PixelBatch photos = photos(new ImageSpec(64));
        FeatureMatrix expected = byTensorFlow(network, weights, photos);
        NamedTensor kernel = weights.tensors().stream()
                .filter(tensor -> tensor.name().equals("block_8_project/kernel"))
                .findFirst()
                .orElseThrow();
        float first = kernel.values()[0];
        kernel.values()[0] = kernel.values()[1];
        kernel.values()[1] = first;
        assertThat(worstDifference(expected, byOnnxRuntime(network, weights, photos)))
                .isGreaterThan(TOLERANCE);
    }

    @Test
    void pixelsOfANetworkThatAsksForBlueGreenRedAreScaledAsTensorFlowScalesThem() {
        Network mobilenet = Networks.named("mobilenet");
        Network caffe = new Network(
                "caffe",
                "Caffe",
                mobilenet.channels(),
                mobilenet.nativeSize(),
                mobilenet.minimumSize(),
                Preprocessing.CAFFE,
                mobilenet.published(),
                mobilenet.gmac(),
                mobilenet.architecture());
        NetworkWeights weights = RandomWeights.of(caffe, 7);
        PixelBatch photos = photos(new ImageSpec(32));
        assertThat(worstDifference(byTensorFlow(caffe, weights, photos), byOnnxRuntime(caffe, weights, photos)))
                .isLessThan(TOLERANCE);
    }

    @Test
    void aSizeBelowTheNetworksMinimumAndOtherWeightsAreRefused() {
        Network inception = Networks.named("inception-v3");
        NetworkWeights none = NetworkWeights.of("inception-v3", "nothing", List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxRuntime.CPU.extractor(inception, none, new ImageSpec(64)))
                .withMessageContaining("75");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnnxRuntime.CPU.extractor(inception, none, new ImageSpec(75)))
                .withMessageContaining("found 0 in nothing");
    }

    /** Largest difference in a row, as a share of the row's maximum; the worst of all rows. */
    private static double worstDifference(FeatureMatrix expected, FeatureMatrix found) {
        assertThat(found.rows()).isEqualTo(expected.rows());
        assertThat(found.channels()).isEqualTo(expected.channels());
        double worst = 0;
        for (int row = 0; row < expected.rows(); row++) {
            double most = 0;
            double difference = 0;
            for (int c = 0; c < expected.channels(); c++) {
                most = Math.max(most, Math.abs(expected.at(row, c)));
                difference = Math.max(difference, Math.abs(expected.at(row, c) - found.at(row, c)));
            }
            worst = Math.max(worst, difference / most);
        }
        return worst;
    }

    private static FeatureMatrix byTensorFlow(Network network, NetworkWeights weights, PixelBatch photos) {
        try (FeatureExtractor extractor = FeatureExtractor.open(network, weights, photos.spec(), Devices.CPU)) {
            return extractor.features(photos);
        }
    }

    private static FeatureMatrix byOnnxRuntime(Network network, NetworkWeights weights, PixelBatch photos) {
        try (FeatureEngine.Extractor extractor = OnnxRuntime.CPU.extractor(network, weights, photos.spec())) {
            return extractor.features(photos);
        }
    }

    private static PixelBatch photos(ImageSpec spec) {
        byte[] rgb = new byte[2 * spec.bytes()];
        new Random(spec.size()).nextBytes(rgb);
        return new PixelBatch(spec, 2, rgb);
    }

    private static PixelBatch mirrored(PixelBatch photos) {
        int size = photos.spec().size();
        byte[] rgb = new byte[photos.rgb().length];
        for (int i = 0; i < rgb.length; i++) {
            int column = i / ImageSpec.CHANNELS % size;
            rgb[i] = photos.rgb()[i + (size - 1 - 2 * column) * ImageSpec.CHANNELS];
        }
        return new PixelBatch(photos.spec(), photos.count(), rgb);
    }
}
