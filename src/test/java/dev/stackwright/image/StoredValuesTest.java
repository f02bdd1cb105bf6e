package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a file stores is what is seen: no curve, no profile, no scale comes between. */
class StoredValuesTest {

    private static ImageDecoder decoder;

    @BeforeAll
    static void open() {
        decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bmp", "png", "gif"})
    void greyIsNotBrightened(String format) throws ImageRejectedException, IOException {
        byte[] rgb = decoder.decode(written(grey(), format)).rgb();
        for (int i = 0; i < 32 * 32 * 3; i++) {
            assertThat(Byte.toUnsignedInt(rgb[i])).isEqualTo(i / 3 % 256);
        }
    }

    @Test
    void coloursOfAPaletteAreThoseOfThePalette() throws ImageRejectedException, IOException {
        byte[] reds = new byte[16];
        byte[] greens = new byte[16];
        byte[] blues = new byte[16];
        for (int i = 0; i < 16; i++) {
            reds[i] = (byte) (17 * i);
            greens[i] = (byte) (10 + 3 * i);
            blues[i] = (byte) (90 - 5 * i);
        }
        IndexColorModel palette = new IndexColorModel(4, 16, reds, greens, blues);
        for (String format : new String[] {"bmp", "png", "gif"}) {
            BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_BINARY, palette);
            for (int i = 0; i < 1024; i++) {
                image.getRaster().setSample(i % 32, i / 32, 0, i % 16);
            }
            byte[] rgb = decoder.decode(written(image, format)).rgb();
            for (int i = 0; i < 1024; i++) {
                assertThat(new int[] {rgb[3 * i] & 255, rgb[3 * i + 1], rgb[3 * i + 2]})
                        .as(format)
                        .containsExactly(reds[i % 16] & 255, greens[i % 16], blues[i % 16]);
            }
        }
    }

    /** Windows' own tools write such: 32 bits with a mask for alpha, and alpha 0 everywhere. */
    @Test
    void anAlphaChannelThatABmpDoesNotUseIsNotRegarded() throws ImageRejectedException {
        assertThat(first(bmpWithAlphaMask(0, 0))).containsExactly(10, 20, 30);
    }

    @Test
    void anAlphaChannelThatABmpUsesIsRegarded() throws ImageRejectedException {
        assertThat(first(bmpWithAlphaMask(0, 255))).containsExactly(255, 255, 255);
    }

    /** BITMAPV4HEADER with masks; every second pixel has one alpha or the other. 32 × 32. */
    private static byte[] bmpWithAlphaMask(int even, int odd) {
        ByteBuffer bmp = ByteBuffer.allocate(14 + 108 + 32 * 32 * 4).order(ByteOrder.LITTLE_ENDIAN);
        bmp.put((byte) 'B').put((byte) 'M').putInt(bmp.capacity()).putInt(0).putInt(122);
        bmp.putInt(108).putInt(32).putInt(32).putShort((short) 1).putShort((short) 32);
        bmp.putInt(3).putInt(32 * 32 * 4).position(14 + 40);
        bmp.putInt(0xFF0000).putInt(0xFF00).putInt(0xFF).putInt(0xFF000000).putInt(0x73524742);
        bmp.position(122);
        for (int i = 0; i < 32 * 32; i++) {
            bmp.put(new byte[] {30, 20, 10, (byte) (i % 2 == 0 ? even : odd)});
        }
        return bmp.array();
    }

    private static BufferedImage grey() {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 32 * 32; i++) {
            image.getRaster().setSample(i % 32, i / 32, 0, i % 256);
        }
        return image;
    }

    static byte[] written(BufferedImage image, String format) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image, format, out)).isTrue();
        return out.toByteArray();
    }

    private static int[] first(byte[] encoded) throws ImageRejectedException {
        byte[] rgb = decoder.decode(encoded).rgb();
        return new int[] {Byte.toUnsignedInt(rgb[0]), Byte.toUnsignedInt(rgb[1]), Byte.toUnsignedInt(rgb[2])};
    }
}
