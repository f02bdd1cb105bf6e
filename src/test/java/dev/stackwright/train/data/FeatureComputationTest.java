package dev.stackwright.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.image.ImageDecoder;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.image.PngBytes;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.Networks;
import dev.stackwright.network.RandomWeights;
import dev.stackwright.store.MapObjectStore;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.FeatureExtractor;
import dev.stackwright.train.DrawnImages;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.PixelDataset.PixelFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureComputationTest {

    private static final ImageSpec SPEC = new ImageSpec(32);
    private static final Network NETWORK = Networks.named("mobilenet");
    private static final NetworkWeights WEIGHTS = RandomWeights.of(NETWORK, 1);

    @TempDir
    private static Path folder;

    private static final String CORRUPT = "train/disc/002.png";

    @BeforeAll
    static void drawImagesOfWhichOneIsDamagedWithin() throws IOException {
        DrawnImages.draw(folder, 20, 4);
        byte[] bytes = Files.readAllBytes(folder.resolve(CORRUPT));
        // head and end stay whole, so that only decoding finds it
        java.util.Arrays.fill(bytes, bytes.length / 2, bytes.length / 2 + 20, (byte) 0x55);
        Files.write(folder.resolve(CORRUPT), bytes);
        ByteBuffer twelveBits = ByteBuffer.allocate(32 * 32 * Short.BYTES);
        for (int i = 0; i < 32 * 32; i++) {
            twelveBits.putShort((short) (4 * i));
        }
        Files.write(
                folder.resolve("train/disc/003.png"),
                PngBytes.begin(32, 32, 16, 0).pixels(32, twelveBits.array()).end());
    }

    private final MapObjectStore store = new MapObjectStore();
    private final AtomicInteger reads = new AtomicInteger();

    private FeatureComputation.Result run(Dataset dataset, Cancellation cancellation) {
        return run(dataset, cancellation, new PretrainedNetwork(NETWORK, WEIGHTS));
    }

    private FeatureComputation.Result run(Dataset dataset, Cancellation cancellation, PretrainedNetwork... pretrained) {
        return new FeatureComputation(
                        new Counted(dataset, reads),
                        SPEC,
                        ImageLimits.DEFAULT,
                        store,
                        Progress.NONE,
                        cancellation,
                        2,
                        Devices.AUTO)
                .run(List.of(pretrained));
    }

    private FeatureComputation.Result run() {
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"))) {
            return run(dataset, Cancellation.NEVER);
        }
    }

    @Test
    void anImageThatCannotBeDecodedIsSetAsideByNameAndTheRestIsUsed() {
        FeatureComputation.Result result = run();
        assertThat(result.images().setAside()).extracting(RejectedImage::path).containsExactly(CORRUPT);
        assertThat(result.images().training()).hasSize(39);
        assertThat(result.features().get(0).training().rows()).isEqualTo(39);
        assertThat(result.features().get(0).validation().rows()).isEqualTo(8);
    }

    @Test
    void howPixelsWereReadIsToldAlsoWhereFeaturesAreReused() {
        String told = "of the images with 16 bits a sample, 1 uses 12 (read as 0 to 4095)";
        assertThat(run().images().findings().remarks()).containsExactly(told);
        FeatureComputation.Result second = run();
        assertThat(second.features().get(0).reused()).isTrue();
        assertThat(second.images().findings().lines()).contains(told);
    }

    @Test
    void eachRowIsItsOwnImagesFeatures() throws Exception {
        FeatureComputation.Result result = run();
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"));
                ImageDecoder decoder = new ImageDecoder(SPEC, ImageLimits.DEFAULT);
                FeatureExtractor extractor = FeatureExtractor.open(NETWORK, WEIGHTS, SPEC, Devices.AUTO)) {
            for (int row : new int[] {0, 31, 32, 38}) {
                Example example = result.images().training().get(row);
                PixelBatch alone = PixelBatch.of(SPEC, List.of(decoder.decode(dataset.read(example))));
                float[] expected = extractor.features(alone).values();
                float[] found =
                        result.features().get(0).training().rows(row, row + 1).values();
                for (int j = 0; j < expected.length; j++) {
                    assertThat(found[j]).isCloseTo(expected[j], org.assertj.core.data.Offset.offset(1e-3f));
                }
            }
        }
    }

    @Test
    void aSecondRunReadsNoImage() {
        FeatureComputation.Result first = run();
        int before = reads.get();
        FeatureComputation.Result second = run();
        assertThat(before).isEqualTo(48);
        assertThat(reads.get()).isEqualTo(before);
        assertThat(second.images()).isEqualTo(first.images());
        assertThat(second.features().get(0).reused()).isTrue();
        assertThat(second.features().get(0).training().values())
                .isEqualTo(first.features().get(0).training().values());
    }

    @Test
    void featuresOfTheSameNetworkThatSawAnotherSizeAreNotReused() {
        FeatureComputation.Features first = run().features().get(0);
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"))) {
            PretrainedNetwork larger = new PretrainedNetwork(NETWORK.seeing(64), WEIGHTS);
            FeatureComputation.Features other =
                    run(dataset, Cancellation.NEVER, larger).features().get(0);
            assertThat(other.reused()).isFalse();
            assertThat(other.training().at(0, 0)).isNotEqualTo(first.training().at(0, 0));
            assertThat(run(dataset, Cancellation.NEVER, larger)
                            .features()
                            .get(0)
                            .reused())
                    .isTrue();
        }
    }

    @Test
    void damagedKeptFeaturesAreComputedAgain() {
        FeatureComputation.Result first = run();
        for (ObjectKey kept : keys()) {
            for (byte[] damaged : new byte[][] {{}, "{}".getBytes(StandardCharsets.UTF_8), {1, 2, 3}}) {
                store.put(kept, damaged);
                FeatureComputation.Result again = run();
                assertThat(again.features().get(0).reused()).isFalse();
                assertThat(again.features().get(0).training().values())
                        .isEqualTo(first.features().get(0).training().values());
            }
        }
        assertThat(run().features().get(0).reused()).isTrue();
    }

    @Test
    void keptFeaturesWithOtherWordsForTheSamePhotosThatWereSetAsideAreUsed() throws IOException {
        run();
        ObjectKey index = keys().stream()
                .filter(key -> key.fileName().equals("index.json"))
                .findFirst()
                .orElseThrow();
        ObjectNode kept = (ObjectNode) Json.mapper().readTree(store.read(index).orElseThrow());
        ((ObjectNode) kept.get("setAside").get(0)).put("reason", "as an earlier version put it");
        store.put(index, Json.bytes(kept));
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"))) {
            FeatureComputation.Result both = run(
                    dataset,
                    Cancellation.NEVER,
                    new PretrainedNetwork(NETWORK, WEIGHTS),
                    new PretrainedNetwork(NETWORK, RandomWeights.of(NETWORK, 2)));
            assertThat(both.features())
                    .extracting(FeatureComputation.Features::reused)
                    .containsExactly(true, false);
        }
    }

    @Test
    void whatANewerVersionKeptStaysAsItIs() {
        FeatureComputation.Result first = run();
        Map<ObjectKey, byte[]> newer = new HashMap<>();
        for (ObjectKey kept : keys()) {
            byte[] content = "{\"schema\": 2}".getBytes(StandardCharsets.UTF_8);
            store.put(kept, content);
            newer.put(kept, content);
        }
        FeatureComputation.Result again = run();
        assertThat(again.features().get(0).training().values())
                .isEqualTo(first.features().get(0).training().values());
        assertThat(newer)
                .allSatisfy((kept, content) -> assertThat(store.read(kept)).hasValue(content));
    }

    @Test
    void keptValuesStandBesideAnIndexUnderTheirDigests() {
        run();
        assertThat(keys())
                .hasSize(2)
                .allMatch(key -> key.value()
                        .matches("features/[0-9a-f]{12}/mobilenet-"
                                + WEIGHTS.digest().brief()
                                + "-rgb-stretch-triangle-32-v3-tensorflow-[0-9.]+-[a-z0-9-]+/"
                                + "(index.json|features.f32)"));
    }

    @Test
    void cancellingStopsBetweenImages() {
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"))) {
            assertThatThrownBy(() -> run(dataset, () -> reads.get() > 10)).isInstanceOf(CancelledException.class);
        }
        assertThat(keys()).isEmpty();
    }

    @Test
    void pixelsInAFileAreThoseDecoded(@TempDir Path scratch) throws Exception {
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"));
                ImageDecoder decoder = new ImageDecoder(SPEC, ImageLimits.DEFAULT);
                DecodedBatches batches = batches(dataset, decoder);
                PixelFile pixels = pixels(batches, scratch)) {
            assertThat(pixels.rows()).isEqualTo(39);
            Example last = batches.usable().get(38);
            assertThat(pixels.batch(new int[] {0, 38}).rgb())
                    .endsWith(decoder.decode(dataset.read(last)).rgb())
                    .startsWith(decoder.decode(dataset.read(batches.usable().get(0)))
                            .rgb());
        }
    }

    @Test
    void pixelsAreInAFileWithoutANameSoThatAKilledProcessLeavesNone(@TempDir Path scratch) {
        try (Dataset dataset = DrawnImages.open(folder, folder.resolve("cache"));
                ImageDecoder decoder = new ImageDecoder(SPEC, ImageLimits.DEFAULT);
                DecodedBatches batches = batches(dataset, decoder);
                PixelFile pixels = pixels(batches, scratch)) {
            assertThat(scratch).isEmptyDirectory();
            assertThat(pixels.batch(new int[] {38}).rgb()).hasSize(SPEC.bytes());
        }
    }

    private static DecodedBatches batches(Dataset dataset, ImageDecoder decoder) {
        return new DecodedBatches(dataset, dataset.training(), decoder, 2, Cancellation.NEVER);
    }

    private static PixelFile pixels(DecodedBatches batches, Path scratch) {
        return PixelFile.write(scratch.resolve("pixels"), SPEC, batches, Progress.NONE.stage("pixels", 0));
    }

    /** Counts how often an image is read. */
    private record Counted(Dataset dataset, AtomicInteger reads) implements Dataset {

        @Override
        public String origin() {
            return dataset.origin();
        }

        @Override
        public DatasetIndex index() {
            return dataset.index();
        }

        @Override
        public byte[] read(Example example) throws IOException {
            reads.incrementAndGet();
            return dataset.read(example);
        }

        @Override
        public void close() {}
    }

    private List<ObjectKey> keys() {
        return store.list("").map(ObjectSummary::key).toList();
    }
}
