package dev.stackwright.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.FeatureExtractor;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RandomWeightsTest {

    @Test
    void aSeedAlwaysGivesTheSameWeightsAndAnotherSeedGivesOthers() {
        Network network = Networks.named("mobilenet-v2");
        NetworkWeights seven = RandomWeights.of(network, 7);
        assertThat(RandomWeights.of(network, 7).digest()).isEqualTo(seven.digest());
        assertThat(RandomWeights.of(network, 8).digest()).isNotEqualTo(seven.digest());
    }

    @Test
    void noTwoKernelsStartAlike() {
        NetworkWeights weights = RandomWeights.of(Networks.named("mobilenet-v2"), 7);
        long different = weights.tensors().stream()
                .filter(t -> t.name().endsWith("kernel"))
                .map(t -> Math.signum(t.values()[0]) + " " + t.values()[0] / t.values()[1])
                .distinct()
                .count();
        assertThat(different).isEqualTo(52);
    }

    /** What reaches the end still depends on the image: neither nothing nor infinity. */
    @ParameterizedTest
    @ValueSource(strings = {"mobilenet-v2", "mobilenet"})
    void anImageReachesTheEnd(String name) {
        Network network = Networks.named(name);
        ImageSpec spec = new ImageSpec(64);
        byte[] rgb = new byte[2 * spec.bytes()];
        new Random(1).nextBytes(rgb);
        try (FeatureExtractor extractor =
                FeatureExtractor.open(network, RandomWeights.of(network, 7), spec, Devices.AUTO)) {
            FeatureMatrix features = extractor.features(new PixelBatch(spec, 2, rgb));
            double largest = 0;
            double difference = 0;
            for (int c = 0; c < features.channels(); c++) {
                largest = Math.max(largest, features.at(0, c));
                difference = Math.max(difference, Math.abs(features.at(0, c) - features.at(1, c)));
            }
            assertThat(largest).isBetween(1e-4, 1e4);
            assertThat(difference / largest).isGreaterThan(1e-3);
        }
    }
}
