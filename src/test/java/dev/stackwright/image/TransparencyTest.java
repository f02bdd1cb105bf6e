package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever shines through shows white. Pictures of one colour stay of one colour when resampled. */
class TransparencyTest {

    private static ImageDecoder decoder;

    @BeforeAll
    static void open() {
        decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    @Test
    void halfTransparentRedIsPink() throws ImageRejectedException {
        byte[] png = PngBytes.begin(5, 3, 8, 6)
                .pixels(3, repeated(15, 255, 0, 0, 128))
                .end();
        assertThat(colour(png)).containsExactly(255, 127, 127);
    }

    @Test
    void fullyTransparentIsWhiteWhateverIsBeneath() throws ImageRejectedException {
        byte[] png =
                PngBytes.begin(5, 3, 8, 6).pixels(3, repeated(15, 1, 2, 3, 0)).end();
        assertThat(colour(png)).containsExactly(255, 255, 255);
    }

    @Test
    void greyWithAlphaIsLaidOverWhite() throws ImageRejectedException {
        byte[] png = PngBytes.begin(5, 3, 8, 4).pixels(3, repeated(15, 0, 51)).end();
        assertThat(colour(png)).containsExactly(204, 204, 204);
    }

    @Test
    void sixteenBitsAreReducedToEight() throws ImageRejectedException {
        byte[] grey =
                PngBytes.begin(5, 3, 16, 0).pixels(3, repeated(15, 200, 17)).end();
        assertThat(colour(grey)).containsExactly(200, 200, 200);
        byte[] rgba = PngBytes.begin(5, 3, 16, 6)
                .pixels(3, repeated(15, 0, 0, 255, 255, 0, 0, 51, 51))
                .end();
        assertThat(colour(rgba)).containsExactly(204, 255, 204);
    }

    /** Tools that keep 8 or 12 bits of 16 keep alpha in as many, or in more. */
    @ParameterizedTest
    @CsvSource({"255, 255", "255, 4095", "255, 65535", "4095, 4095", "4095, 65535", "65535, 65535"})
    void alphaOfSixteenBitsMayUseAsFewAsColoursDo(int most, int mostOfAlpha) throws ImageRejectedException {
        assertThat(colour(rgba16(most, mostOfAlpha))).containsExactly(255, 0, 255);
        assertThat(colour(rgba16(most, mostOfAlpha / 5))).containsExactly(255, 204, 255);
    }

    /** Magenta. */
    private static byte[] rgba16(int colour, int alpha) {
        ByteBuffer samples = ByteBuffer.allocate(15 * 4 * Short.BYTES);
        for (int i = 0; i < 15; i++) {
            samples.putShort((short) colour)
                    .putShort((short) 0)
                    .putShort((short) colour)
                    .putShort((short) alpha);
        }
        return PngBytes.begin(5, 3, 16, 6).pixels(3, samples.array()).end();
    }

    @Test
    void aTransparentColourOfAPaletteIsWhite() throws ImageRejectedException {
        PngBytes palette = PngBytes.begin(5, 3, 8, 3).chunk("PLTE", new byte[] {10, 20, 30, 40, 50, 60});
        byte[] opaque = palette.pixels(3, repeated(15, 1)).end();
        assertThat(colour(opaque)).containsExactly(40, 50, 60);
        byte[] transparent = PngBytes.begin(5, 3, 8, 3)
                .chunk("PLTE", new byte[] {10, 20, 30, 40, 50, 60})
                .chunk("tRNS", new byte[] {(byte) 255, 0})
                .pixels(3, repeated(15, 1))
                .end();
        assertThat(colour(transparent)).containsExactly(255, 255, 255);
    }

    @Test
    void aGifFrameThatFillsHalfTheScreenLeavesTheRestWhite() throws ImageRejectedException {
        byte[] gif = gif(64, 32, 0, 0, 32, 32);
        byte[] rgb = decoder.decode(gif).rgb();
        assertThat(pixel(rgb, 16, 4)).containsExactly(0, 0, 0);
        assertThat(pixel(rgb, 16, 28)).containsExactly(255, 255, 255);
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_3BYTE_BGR, BufferedImage.TYPE_BYTE_INDEXED, BufferedImage.TYPE_BYTE_GRAY})
    void aBmpShowsItsColours(int type) throws ImageRejectedException, IOException {
        BufferedImage image = new BufferedImage(7, 5, type);
        for (int i = 0; i < 35; i++) {
            image.setRGB(i % 7, i / 7, 0xFFFFFFFF);
        }
        ByteArrayOutputStream bmp = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, "bmp", bmp)).isTrue();
        assertThat(colour(bmp.toByteArray())).containsExactly(255, 255, 255);
    }

    @Test
    void aBmpOf32BitsIgnoresTheFourthByte() throws ImageRejectedException {
        ByteBuffer bmp = ByteBuffer.allocate(54 + 4 * 4 * 4).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(54);
        bmp.putInt(40).putInt(4).putInt(4).putShort((short) 1).putShort((short) 32);
        bmp.position(54);
        while (bmp.hasRemaining()) {
            bmp.put(new byte[] {30, 20, 10, 0});
        }
        assertThat(colour(bmp.array())).containsExactly(10, 20, 30);
    }

    /** A GIF with one black frame; LZW codes of 3 bits: clear, black once, end, and so on for each pixel. */
    static byte[] gif(int width, int height, int left, int top, int frameWidth, int frameHeight) {
        ByteBuffer out = ByteBuffer.allocate(64 + frameWidth * frameHeight).order(ByteOrder.LITTLE_ENDIAN);
        out.put("GIF89a".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        out.putShort((short) width).putShort((short) height).put(new byte[] {(byte) 0x80, 0, 0});
        out.put(new byte[] {0, 0, 0, (byte) 200, (byte) 200, (byte) 200});
        out.put((byte) 0x2C).putShort((short) left).putShort((short) top);
        out.putShort((short) frameWidth).putShort((short) frameHeight).put((byte) 0);
        out.put((byte) 2);
        byte[] codes = lzwOfBlack(frameWidth * frameHeight);
        for (int at = 0; at < codes.length; at += 255) {
            int length = Math.min(255, codes.length - at);
            out.put((byte) length).put(codes, at, length);
        }
        out.put((byte) 0).put((byte) 0x3B);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** "Clear" before every pixel keeps all codes at 3 bits. */
    private static byte[] lzwOfBlack(int pixels) {
        java.util.BitSet bits = new java.util.BitSet();
        int at = 0;
        for (int i = 0; i <= pixels; i++) {
            int[] codes = i < pixels ? new int[] {4, 0} : new int[] {5};
            for (int code : codes) {
                for (int b = 0; b < 3; b++) {
                    bits.set(at++, (code >> b & 1) == 1);
                }
            }
        }
        return Arrays.copyOf(bits.toByteArray(), (at + 7) / 8);
    }

    private static byte[] repeated(int times, int... samples) {
        byte[] all = new byte[times * samples.length];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) samples[i % samples.length];
        }
        return all;
    }

    private static int[] colour(byte[] encoded) throws ImageRejectedException {
        byte[] rgb = decoder.decode(encoded).rgb();
        int[] first = pixel(rgb, 0, 0);
        for (int i = 0; i < 32 * 32; i++) {
            assertThat(pixel(rgb, i / 32, i % 32)).containsExactly(first);
        }
        return first;
    }

    private static int[] pixel(byte[] rgb, int row, int column) {
        int at = (row * 32 + column) * 3;
        return new int[] {Byte.toUnsignedInt(rgb[at]), Byte.toUnsignedInt(rgb[at + 1]), Byte.toUnsignedInt(rgb[at + 2])
        };
    }
}
