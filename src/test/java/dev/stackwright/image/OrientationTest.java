package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** EXIF orientation is followed before pixels are resampled. */
class OrientationTest {

    private static final int WIDTH = 97;
    private static final int HEIGHT = 61;
    private static ImageDecoder decoder;

    @BeforeAll
    static void open() {
        decoder = new ImageDecoder(new ImageSpec(40), ImageLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aPhotoThatSaysHowItStandsEqualsThePhotoThatStandsUpright(int orientation) throws ImageRejectedException {
        byte[] stored = store(PngBytes.formula(), orientation);
        boolean turned = orientation >= 5;
        byte[] tagged = PngBytes.begin(turned ? HEIGHT : WIDTH, turned ? WIDTH : HEIGHT, 8, 2)
                .chunk("eXIf", PngBytes.exif(orientation))
                .pixels(turned ? WIDTH : HEIGHT, stored)
                .end();
        assertThat(decoder.decode(tagged)).isEqualTo(decoder.decode(PngBytes.rgb(WIDTH, HEIGHT, PngBytes.formula())));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void aJpegIsTurnedAsAPngIs(int orientation) throws ImageRejectedException {
        byte[] jpeg = GoldenPixelsTest.resource("baseline.jpg");
        byte[] upright = decoder.decode(jpeg).rgb();
        byte[] turned = decoder.decode(withExif(jpeg, orientation)).rgb();
        // turning the square afterwards adds in another order: a level may differ, no more
        byte[] expected = show(upright, orientation);
        for (int i = 0; i < turned.length; i++) {
            assertThat(Byte.toUnsignedInt(turned[i])).isCloseTo(Byte.toUnsignedInt(expected[i]), offset(1));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 9, 4711})
    void anOrientationThatDoesNotExistCountsAsUpright(int orientation) throws ImageRejectedException {
        byte[] jpeg = GoldenPixelsTest.resource("baseline.jpg");
        assertThat(decoder.decode(withExif(jpeg, orientation))).isEqualTo(decoder.decode(jpeg));
    }

    @Test
    void damagedExifDoesNotHarmThePhoto() throws ImageRejectedException {
        byte[] jpeg = GoldenPixelsTest.resource("baseline.jpg");
        byte[] exif = PngBytes.exif(6);
        for (int length = 0; length < exif.length; length++) {
            byte[] cut = Arrays.copyOf(exif, length);
            assertThat(decoder.decode(withExif(jpeg, cut)).rgb()).hasSize(40 * 40 * 3);
        }
    }

    /** The rows and columns that a camera stores, held so that {@code orientation} is right. EXIF 2.32, 4.6.4.A. */
    private static byte[] store(byte[] upright, int orientation) {
        boolean turned = orientation >= 5;
        int rows = turned ? WIDTH : HEIGHT;
        int columns = turned ? HEIGHT : WIDTH;
        byte[] stored = new byte[upright.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                int[] at = seenAt(r, c, orientation, HEIGHT, WIDTH);
                System.arraycopy(upright, (at[0] * WIDTH + at[1]) * 3, stored, (r * columns + c) * 3, 3);
            }
        }
        return stored;
    }

    /** A square as seen, from a square as stored. */
    private static byte[] show(byte[] stored, int orientation) {
        byte[] shown = new byte[stored.length];
        for (int r = 0; r < 40; r++) {
            for (int c = 0; c < 40; c++) {
                int[] at = seenAt(r, c, orientation, 40, 40);
                System.arraycopy(stored, (r * 40 + c) * 3, shown, (at[0] * 40 + at[1]) * 3, 3);
            }
        }
        return shown;
    }

    /** Where stored row and column are seen in a picture of {@code height} and {@code width}: {row, column}. */
    private static int[] seenAt(int r, int c, int orientation, int height, int width) {
        int bottom = height - 1;
        int right = width - 1;
        return switch (orientation) {
            case 1 -> new int[] {r, c}; // row 0 top, column 0 left
            case 2 -> new int[] {r, right - c}; // top, right
            case 3 -> new int[] {bottom - r, right - c}; // bottom, right
            case 4 -> new int[] {bottom - r, c}; // bottom, left
            case 5 -> new int[] {c, r}; // row 0 left, column 0 top
            case 6 -> new int[] {c, right - r}; // right, top
            case 7 -> new int[] {bottom - c, right - r}; // right, bottom
            case 8 -> new int[] {bottom - c, r}; // left, bottom
            default -> throw new IllegalArgumentException();
        };
    }

    private static byte[] withExif(byte[] jpeg, int orientation) {
        return withExif(jpeg, PngBytes.exif(orientation));
    }

    private static byte[] withExif(byte[] jpeg, byte[] exif) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = 2 + 6 + exif.length;
        out.write(jpeg, 0, 2);
        out.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, (byte) (length >> 8), (byte) length});
        out.writeBytes(new byte[] {'E', 'x', 'i', 'f', 0, 0});
        out.writeBytes(exif);
        out.write(jpeg, 2, jpeg.length - 2);
        return out.toByteArray();
    }

    private static org.assertj.core.data.Offset<Integer> offset(int levels) {
        return org.assertj.core.data.Offset.offset(levels);
    }
}
