package dev.stackwright.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.network.FeatureEngine.Computation;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.store.MapObjectStore;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureCacheTest {

    private static final Computation CPU = new Computation("tensorflow", "2.18.0", "cpu", "float32");

    private final FeatureCache cache = new FeatureCache(new MapObjectStore(), Progress.NONE);

    private static FeatureCache.Key by(Computation computed) {
        return new FeatureCache.Key(
                Sha256.of(new byte[1]),
                "mobilenet",
                Sha256.of(new byte[2]),
                "rgb-stretch-triangle-32-v2",
                ImageLimits.DEFAULT,
                computed);
    }

    @Test
    void featuresOfAnotherDevicePrecisionEngineOrVersionAreNotServed() {
        cache.keep(by(CPU), new FeatureCache.Entry(new FeatureMatrix(1, 1, new float[] {3}), 1, List.of(), List.of()));
        assertThat(cache.find(by(CPU))).isPresent();
        assertThat(List.of(
                        new Computation("tensorflow", "2.18.0", "gpu", "float32"),
                        new Computation("tensorflow", "2.18.0", "cpu", "mixed"),
                        new Computation("onnx", "2.18.0", "cpu", "float32"),
                        new Computation("tensorflow", "2.19.0", "cpu", "float32")))
                .allSatisfy(other -> assertThat(cache.find(by(other))).isEmpty());
    }

    @Test
    void featuresThatDoNotTellWhatComputedThemAreNotServed() {
        cache.keep(by(null), new FeatureCache.Entry(new FeatureMatrix(1, 1, new float[] {3}), 1, List.of(), List.of()));
        assertThat(cache.find(by(CPU))).isEmpty();
    }
}
