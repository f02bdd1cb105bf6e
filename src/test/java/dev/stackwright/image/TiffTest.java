package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first page of a TIFF is seen; what hides in one is refused by name. */
class TiffTest {

    private static final int EDGE = 32;

    private static ImageDecoder decoder;

    @BeforeAll
    static void open() {
        decoder = new ImageDecoder(new ImageSpec(EDGE), ImageLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"LZW", "Deflate", "PackBits", "ZLib"})
    void coloursAreThoseThatAreStored(String compression) throws ImageRejectedException, IOException {
        BufferedImage picture = WebpTest.drawn(EDGE, EDGE, BufferedImage.TYPE_INT_RGB);
        byte[] rgb = decoder.decode(tiff(picture, compression)).rgb();
        for (int i = 0; i < EDGE * EDGE; i++) {
            int found = (rgb[3 * i] & 255) << 16 | (rgb[3 * i + 1] & 255) << 8 | rgb[3 * i + 2] & 255;
            assertThat(found).isEqualTo(picture.getRGB(i % EDGE, i / EDGE) & 0xFFFFFF);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY})
    void greyIsNotBrightened(int type) throws ImageRejectedException, IOException {
        BufferedImage image = new BufferedImage(EDGE, EDGE, type);
        int scale = type == BufferedImage.TYPE_USHORT_GRAY ? 257 : 1;
        for (int i = 0; i < EDGE * EDGE; i++) {
            image.getRaster().setSample(i % EDGE, i / EDGE, 0, i % 256 * scale);
        }
        byte[] rgb = decoder.decode(tiff(image, "LZW")).rgb();
        for (int i = 0; i < rgb.length; i++) {
            assertThat(Byte.toUnsignedInt(rgb[i])).isEqualTo(i / 3 % 256);
        }
    }

    @Test
    void aCamerasRawFileIsNamedAndNotShownByItsThumbnail() {
        ImageRejectedException rejected = rejection(plain(EDGE, EDGE, 0xC612, 1, 1));
        assertThat(rejected.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(rejected).hasMessageContaining("found camera raw; convert it");
    }

    @Test
    void aCodecWithinIsNamed() {
        assertThat(rejection(plain(EDGE, EDGE, 0x0103, 7, 1)))
                .hasMessageContaining("a TIFF of compression 7; convert it");
    }

    @Test
    void plainPixelsAreRead() throws ImageRejectedException {
        assertThat(decoder.decode(plain(EDGE, EDGE, 0x0103, 1, 1)).rgb()).containsOnly(77);
    }

    @Test
    void aTileLargerThanThePictureCountsAsItIs() {
        ImageRejectedException rejected = rejection(plain(EDGE, EDGE, 0x0142, 60_000, 60_000));
        assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void stripsThatLieInEachOtherAreRefused() {
        ByteBuffer tiff = ByteBuffer.wrap(plain(EDGE, EDGE, 0x0103, 1, 1)).order(ByteOrder.LITTLE_ENDIAN);
        tiff.putInt(STRIP_BYTES_AT, tiff.capacity() + 1);
        assertThat(rejection(tiff.array()).reason()).isEqualTo(Reason.CORRUPT);
    }

    private static final int ENTRIES = 9;
    private static final int STRIP_BYTES_AT = 8 + 2 + 7 * 12 + 8;

    /** Grey 77 everywhere, of 8 bits, in one strip; with one tag more, and a tile's height behind a tile's width. */
    private static byte[] plain(int width, int height, int tag, int value, int tileHeight) {
        int pixelsAt = 8 + 2 + (ENTRIES + 1) * 12 + 4;
        ByteBuffer out = ByteBuffer.allocate(pixelsAt + width * height).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(8).putShort((short) (ENTRIES + 1));
        entry(out, 0x0100, width);
        entry(out, 0x0101, height);
        entry(out, 0x0102, 8);
        entry(out, 0x0106, 1);
        entry(out, 0x0111, pixelsAt);
        entry(out, 0x0115, 1);
        entry(out, 0x0116, height);
        entry(out, 0x0117, width * height);
        entry(out, tag, value);
        entry(out, tag == 0x0142 ? 0x0143 : 0x0128, tileHeight);
        out.putInt(0);
        while (out.hasRemaining()) {
            out.put((byte) 77);
        }
        return out.array();
    }

    private static void entry(ByteBuffer out, int tag, int value) {
        out.putShort((short) tag).putShort((short) 3).putInt(1).putInt(value);
    }

    private static byte[] tiff(BufferedImage image, String compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            param.setCompressionType(compression);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }

    private static ImageRejectedException rejection(byte[] encoded) {
        ImageRejectedException rejected =
                catchThrowableOfType(ImageRejectedException.class, () -> decoder.decode(encoded));
        assertThat(rejected).isNotNull();
        return rejected;
    }
}
