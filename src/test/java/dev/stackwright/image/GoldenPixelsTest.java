package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our pixels against those of TensorFlow in Python, {@code goldens.txt}. */
class GoldenPixelsTest {

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Golden(String name, int size, int[] values) {

        static Golden parse(String line) {
            String[] words = line.split(" ", -1);
            return new Golden(
                    words[0],
                    Integer.parseInt(words[1]),
                    Arrays.stream(words, 2, words.length)
                            .mapToInt(Integer::parseInt)
                            .toArray());
        }

        @Override
        public String toString() {
            return name + " at " + size;
        }
    }

    static Stream<Golden> goldens() {
        return new String(resource("goldens.txt"), StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.startsWith("#"))
                .map(Golden::parse);
    }

    @ParameterizedTest
    @MethodSource("goldens")
    void pixelsEqualThoseOfTensorFlowInPython(Golden golden) throws ImageRejectedException {
        byte[] encoded = golden.name().equals("formula.png")
                ? PngBytes.rgb(97, 61, PngBytes.formula())
                : resource(golden.name());
        assertThat(largestDifference(golden, encoded)).isZero();
    }

    @Test
    void theComparisonSeesAPictureThatIsMirrored() throws ImageRejectedException {
        Golden golden = goldens().findFirst().orElseThrow();
        byte[] mirrored = PngBytes.begin(97, 61, 8, 2)
                .chunk("eXIf", PngBytes.exif(2))
                .pixels(61, PngBytes.formula())
                .end();
        assertThat(largestDifference(golden, mirrored)).isPositive();
    }

    @Test
    void everyKindOfFileHasItsGolden() {
        assertThat(goldens().map(Golden::name).distinct())
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "formula.png",
                        "baseline.jpg",
                        "progressive.jpg",
                        "grey.jpg",
                        "cmyk.jpg",
                        "opaque.gif",
                        "lossy.webp",
                        "alpha.webp"));
    }

    private static int largestDifference(Golden golden, byte[] encoded) throws ImageRejectedException {
        try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(golden.size()), ImageLimits.DEFAULT)) {
            byte[] rgb = decoder.decode(encoded).rgb();
            int largest = 0;
            int count = golden.values().length;
            for (int i = 0; i < count; i++) {
                int ours = Byte.toUnsignedInt(rgb[i * (rgb.length / count) + i % 3]);
                largest = Math.max(largest, Math.abs(ours - golden.values()[i]));
            }
            return largest;
        }
    }

    static byte[] resource(String name) {
        try (InputStream in = GoldenPixelsTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }
}
