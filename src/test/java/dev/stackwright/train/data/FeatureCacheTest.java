package dev.stackwright.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.network.FeatureEngine.Computation;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.train.ImageFindings;
import dev.stackwright.train.NearCopy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FeatureCacheTest {

    private static final Computation CPU = new Computation("tensorflow", "2.18.0", "cpu", "float32");

    private final MapObjectStore store = new MapObjectStore();
    private final List<String> notes = new ArrayList<>();
    private final FeatureCache cache = new FeatureCache(store, new Progress() {
        @Override
        public Task stage(String name, long total) {
            return Progress.NONE.stage(name, total);
        }

        @Override
        public void note(String text) {
            notes.add(text);
        }
    });

    private static FeatureCache.Key by(Computation computed) {
        return new FeatureCache.Key(
                Sha256.of(new byte[1]),
                "mobilenet",
                Sha256.of(new byte[2]),
                "rgb-stretch-triangle-32-v3",
                ImageLimits.DEFAULT,
                computed);
    }

    @Test
    void featuresOfAnotherDevicePrecisionEngineOrVersionAreNotServed() {
        cache.keep(by(CPU), new FeatureCache.Entry(new FeatureMatrix(1, 1, new float[] {3}), 1, ImageFindings.NONE));
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
        cache.keep(by(null), new FeatureCache.Entry(new FeatureMatrix(1, 1, new float[] {3}), 1, ImageFindings.NONE));
        assertThat(cache.find(by(CPU))).isEmpty();
    }

    @Test
    void whatDecodingFoundIsKeptAndWhereAnOlderVersionDidNotLookForNearCopiesThatIsSaid() {
        NearCopy copy = new NearCopy("val/b.jpg", "train/a.jpg", true, false);
        ImageFindings findings = new ImageFindings(List.of(), List.of(copy), List.of("1 uses 12 bits"));
        cache.keep(by(CPU), new FeatureCache.Entry(new FeatureMatrix(1, 1, new float[] {3}), 1, findings));
        assertThat(cache.find(by(CPU)).orElseThrow().findings()).isEqualTo(findings);
        assertThat(notes).isEmpty();

        String index = new String(store.read(by(CPU).index()).orElseThrow(), StandardCharsets.UTF_8);
        String older = index.replaceFirst("(?s),\\s*\"nearCopies\"\\s*:\\s*\\[.*?\\]", "");
        older = older.replaceFirst("(?s),\\s*\"remarks\"\\s*:\\s*\\[.*?\\]", "");
        assertThat(older).doesNotContain("nearCopies", "remarks");
        store.put(by(CPU).index(), older.getBytes(StandardCharsets.UTF_8));
        assertThat(cache.find(by(CPU)).orElseThrow().findings()).isEqualTo(ImageFindings.NONE);
        assertThat(notes).singleElement().asString().contains("looked for no near copies");
    }
}
