package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Golden;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FeatureExtractorTest {

    private static final Network NETWORK = Networks.named("mobilenet-v2");
    private static final ImageSpec SPEC = new ImageSpec(64);
    private static FeatureExtractor extractor;

    @BeforeAll
    static void open() {
        extractor = FeatureExtractor.open(NETWORK, Golden.of(NETWORK).formulaWeights(), SPEC, Devices.AUTO);
    }

    @AfterAll
    static void close() {
        extractor.close();
    }

    @Test
    void anEmptyBatchHasNoRows() {
        assertThat(extractor.features(new PixelBatch(SPEC, 0, new byte[0])).rows())
                .isZero();
    }

    @Test
    void anImageHasTheSameFeaturesAloneAndInABatch() {
        PixelBatch many = noise(110);
        byte[] last = Arrays.copyOfRange(many.rgb(), 109 * SPEC.bytes(), 110 * SPEC.bytes());
        FeatureMatrix together = extractor.features(many);
        FeatureMatrix alone = extractor.features(new PixelBatch(SPEC, 1, last));
        assertThat(together.rows()).isEqualTo(110);
        assertThat(together.channels()).isEqualTo(1280);
        for (int c = 0; c < 1280; c++) {
            assertThat(alone.at(0, c)).isCloseTo(together.at(109, c), offset(1e-4f));
            assertThat(alone.at(0, c)).isFinite();
        }
    }

    @Test
    void threadsShareOne() {
        PixelBatch batch = noise(2);
        float[] expected = extractor.features(batch).values();
        assertThat(IntStream.range(0, 8)
                        .parallel()
                        .mapToObj(i -> extractor.features(batch).values()))
                .allSatisfy(found -> assertThat(found).containsExactly(expected, offset(1e-4f)));
    }

    @Test
    void imagesOfAnotherSizeAreRefused() {
        PixelBatch other = new PixelBatch(new ImageSpec(65), 0, new byte[0]);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> extractor.features(other))
                .withMessageContaining("64")
                .withMessageContaining("65");
    }

    @Test
    void aSizeBelowTheNetworksMinimumIsRefused() {
        Network inception = Networks.named("inception-v3");
        NetworkWeights none = NetworkWeights.of("inception-v3", "nothing", List.of());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FeatureExtractor.open(inception, none, SPEC, Devices.AUTO))
                .withMessageContaining("75");
    }

    private static PixelBatch noise(int count) {
        byte[] rgb = new byte[count * SPEC.bytes()];
        new Random(count).nextBytes(rgb);
        return new PixelBatch(SPEC, count, rgb);
    }
}
