package dev.stackwright.train.data;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.Pixels;
import dev.stackwright.train.ImageFindings;
import dev.stackwright.train.NearCopy;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NearCopiesTest {

    private static final ImageSpec SPEC = new ImageSpec(64);

    private final List<Example> training = new ArrayList<>();
    private final List<Example> validation = new ArrayList<>();
    private final List<Fingerprint> fingerprints = new ArrayList<>();

    /** Where a pixel comes from, across and down, and by how much its value is off. */
    private record Change(DoubleUnaryOperator across, DoubleUnaryOperator down, int noise) {}

    static Stream<Arguments> changes() {
        return Stream.of(
                Arguments.of("re-compressed", new Change(x -> x, y -> y, 12)),
                Arguments.of("resized", new Change(x -> Math.floor(x * 40) / 40, y -> Math.floor(y * 40) / 40, 0)),
                Arguments.of("mirrored", new Change(x -> 1 - x, y -> y, 4)),
                Arguments.of("cropped by 5 % at the left", new Change(x -> 0.05 + 0.95 * x, y -> y, 4)),
                Arguments.of(
                        "cropped by 2.5 % at each edge", new Change(x -> 0.025 + 0.95 * x, y -> 0.025 + 0.95 * y, 4)),
                Arguments.of("mirrored and cropped", new Change(x -> 0.98 - 0.96 * x, y -> 0.02 + 0.96 * y, 4)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aCopyIsFoundThoughItWas(String how, Change change) {
        for (int scene = 0; scene < 10; scene++) {
            add(training, "other" + scene, 0, drawn(100 + scene, new Change(x -> x, y -> y, 0)));
            add(training, "photo" + scene, 0, drawn(scene, new Change(x -> x, y -> y, 0)));
            add(training, "copy" + scene, 0, drawn(scene, change));
        }
        assertThat(find())
                .extracting(NearCopy::path, NearCopy::of)
                .containsExactlyElementsOf(Stream.iterate(0, i -> i < 10, i -> i + 1)
                        .map(i -> org.assertj.core.groups.Tuple.tuple("copy" + i, "photo" + i))
                        .toList());
    }

    @Test
    void picturesOfOneKindAreNoCopies() {
        for (int i = 0; i < 40; i++) {
            // one light over all, and a texture of its own
            Random random = new Random(i);
            byte[] rgb = new byte[SPEC.bytes()];
            for (int at = 0; at < rgb.length; at += 3) {
                int grey = 60 + at * 100 / rgb.length + random.nextInt(40);
                rgb[at] = rgb[at + 1] = rgb[at + 2] = (byte) grey;
            }
            add(training, "texture" + i, 0, new Pixels(SPEC, rgb));
        }
        for (int grey = 0; grey < 40; grey++) {
            byte[] rgb = new byte[SPEC.bytes()];
            java.util.Arrays.fill(rgb, (byte) (grey * 6));
            add(training, "plain" + grey, 0, new Pixels(SPEC, rgb));
        }
        assertThat(find()).isEmpty();
    }

    @Test
    void copiesAcrossThePartsAndUnderOtherLabelsAreToldApartAndEachIsNamed() {
        Change slight = new Change(x -> x, y -> y, 6);
        add(training, "train/a/1", 0, drawn(1, slight));
        add(training, "train/a/2", 0, drawn(2, slight));
        add(training, "train/b/1", 1, drawn(1, new Change(x -> 1 - x, y -> y, 6)));
        add(validation, "val/a/2", 0, drawn(2, new Change(x -> 1 - x, y -> y, 6)));
        List<NearCopy> copies = find();
        assertThat(copies)
                .containsExactly(
                        new NearCopy("train/b/1", "train/a/1", false, false),
                        new NearCopy("val/a/2", "train/a/2", true, true));
        assertThat(lines(copies))
                .containsExactly(
                        "nearly copies: 1 validation image of training images, so that figures are better than on new"
                                + " photos (val/a/2 ≈ train/a/2)",
                        "nearly copies: 1 image of others in their part: re-compressed, resized, mirrored or cropped"
                                + " (train/b/1 ≈ train/a/1)",
                        "nearly copies: 1 image of images under another label; keep the right one"
                                + " (train/b/1 ≈ train/a/1)");
    }

    @Test
    void theSameBytesAreNoNearCopies() {
        Pixels photo = drawn(1, new Change(x -> x, y -> y, 0));
        add(training, "a", 0, photo);
        training.add(new Example("b", 0, training.get(0).digest()));
        fingerprints.add(fingerprints.get(0));
        assertThat(find()).isEmpty();
        assertThat(lines(List.of())).isEmpty();
    }

    private static List<String> lines(List<NearCopy> copies) {
        return new ImageFindings(List.of(), copies, List.of()).lines();
    }

    private List<NearCopy> find() {
        return NearCopies.find(
                new UsableImages(training, validation, ImageFindings.NONE),
                fingerprints,
                Progress.NONE,
                Cancellation.NEVER);
    }

    private void add(List<Example> part, String path, int label, Pixels pixels) {
        part.add(new Example(path, label, Sha256.of(path.getBytes(java.nio.charset.StandardCharsets.UTF_8))));
        fingerprints.add(Fingerprint.of(pixels));
    }

    /** Rectangles with soft edges in the colours of a scene, as a change shows them. */
    private static Pixels drawn(int scene, Change change) {
        Random shapes = new Random(scene);
        double[][] rectangles = new double[25][];
        for (int i = 0; i < rectangles.length; i++) {
            rectangles[i] = shapes.doubles(5).toArray();
        }
        Random noise = new Random(scene + 1000L);
        byte[] rgb = new byte[SPEC.bytes()];
        int size = SPEC.size();
        for (int i = 0; i < size * size; i++) {
            double x = change.across.applyAsDouble((i % size + 0.5) / size);
            int row = i / size;
            double y = change.down.applyAsDouble((row + 0.5) / size);
            double grey = 128;
            for (double[] r : rectangles) {
                double inside = Math.min(0.05 + r[2] / 6 - Math.abs(x - r[0]), 0.05 + r[3] / 6 - Math.abs(y - r[1]));
                grey += (r[4] - 0.5) * 180 / (1 + Math.exp(-80 * inside));
            }
            int off = change.noise == 0 ? 0 : noise.nextInt(2 * change.noise + 1) - change.noise;
            byte value = (byte) Math.max(0, Math.min(255, Math.round(grey) + off));
            rgb[3 * i] = rgb[3 * i + 1] = rgb[3 * i + 2] = value;
        }
        return new Pixels(SPEC, rgb);
    }
}
