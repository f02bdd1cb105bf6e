package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** WebPs show the colours that libwebp shows; 32 × 32, so that nothing is resampled. */
class WebpTest {

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
    @ValueSource(floats = {0.3f, 0.75f, 0.95f})
    void aLossyPhotoKeepsItsMeanColour(float quality) throws ImageRejectedException {
        BufferedImage photo = drawn(256, 256, BufferedImage.TYPE_INT_RGB);
        byte[] rgb = decoder.decode(WebpBytes.lossy(photo, quality)).rgb();
        for (int channel = 0; channel < 3; channel++) {
            assertThat(mean(rgb, channel)).isCloseTo(mean(photo, channel), offset(0.7));
        }
    }

    @Test
    void aLosslessPictureComesBackAsItWas() throws ImageRejectedException {
        BufferedImage picture = drawn(EDGE, EDGE, BufferedImage.TYPE_INT_RGB);
        assertThat(decoder.decode(WebpBytes.lossless(picture)).rgb()).isEqualTo(rgbOverWhite(picture));
    }

    @Test
    void transparencyShowsWhite() throws ImageRejectedException {
        BufferedImage picture = drawn(EDGE, EDGE, BufferedImage.TYPE_INT_ARGB);
        assertThat(decoder.decode(WebpBytes.lossless(picture)).rgb()).isEqualTo(rgbOverWhite(picture));
    }

    @Test
    void ofAnAnimationTheFirstFrameIsSeenWhereItLies() throws ImageRejectedException {
        BufferedImage half = drawn(EDGE / 2, EDGE, BufferedImage.TYPE_INT_ARGB);
        byte[] chunks = WebpBytes.chunks(WebpBytes.lossless(half));
        byte[] other = WebpBytes.chunks(WebpBytes.lossless(drawn(8, 8, BufferedImage.TYPE_INT_RGB)));
        byte[] animation = WebpBytes.extended(
                2,
                EDGE,
                EDGE,
                WebpBytes.chunk("ANIM", new byte[6]),
                WebpBytes.frame(EDGE / 2, 0, EDGE / 2, EDGE, chunks),
                WebpBytes.frame(0, 0, 8, 8, other));
        BufferedImage seen = new BufferedImage(EDGE, EDGE, BufferedImage.TYPE_INT_ARGB);
        seen.getRaster().setRect(EDGE / 2, 0, half.getRaster());
        assertThat(decoder.decode(animation).rgb()).isEqualTo(rgbOverWhite(seen));
    }

    @Test
    void aLossyFrameWithAlphaIsDecoded() throws ImageRejectedException {
        BufferedImage picture = drawn(EDGE, EDGE, BufferedImage.TYPE_INT_ARGB);
        byte[] still = WebpBytes.lossy(picture, 0.9f);
        byte[] animation = WebpBytes.extended(
                2,
                EDGE,
                EDGE,
                WebpBytes.chunk("ANIM", new byte[6]),
                WebpBytes.frame(0, 0, EDGE, EDGE, WebpBytes.chunks(still)));
        assertThat(decoder.decode(animation)).isEqualTo(decoder.decode(still));
    }

    @Test
    void whatFollowsTheContainerDoesNotMatter() throws ImageRejectedException {
        byte[] webp = WebpBytes.lossless(drawn(EDGE, EDGE, BufferedImage.TYPE_INT_RGB));
        byte[] longer = Arrays.copyOf(webp, webp.length + 1001);
        Arrays.fill(longer, webp.length, longer.length, (byte) 'x');
        assertThat(decoder.decode(longer)).isEqualTo(decoder.decode(webp));
    }

    /** libwebp itself takes one of them for whole: it comes to an end long before the bytes do. */
    @Test
    void losslessPixelsWithEverySeventhByteWrongAreCorrupt() {
        byte[] webp = WebpBytes.lossless(patches(96));
        for (int from = 40; from < 50; from++) {
            for (int seed = 0; seed < 3; seed++) {
                Random random = new Random(seed);
                byte[] damaged = webp.clone();
                for (int at = from; at < webp.length; at += 7) {
                    damaged[at] = (byte) random.nextInt(256);
                }
                assertThat(rejection(damaged).reason()).isEqualTo(Reason.CORRUPT);
            }
        }
    }

    /** Patches of 8 × 8 with noise over them. */
    private static BufferedImage patches(int edge) {
        BufferedImage image = new BufferedImage(edge, edge, BufferedImage.TYPE_INT_RGB);
        Random random = new Random(3);
        int[] colours = random.ints(40 * 40).toArray();
        for (int i = 0; i < edge * edge; i++) {
            int x = i % edge;
            int colour = colours[i / edge / 8 * 40 + x / 8];
            int rgb = 0;
            for (int channel = 0; channel < 3; channel++) {
                int level = (colour >> 8 * channel & 127) + random.nextInt(24) + x;
                rgb = rgb << 8 | Math.min(255, level);
            }
            image.setRGB(x, i / edge, rgb);
        }
        return image;
    }

    @Test
    void aFrameLargerThanItsCanvasIsNamedWithItsOwnSize() {
        byte[] chunks = WebpBytes.chunks(WebpBytes.lossless(drawn(EDGE, EDGE, BufferedImage.TYPE_INT_RGB)));
        byte[] animation = WebpBytes.extended(2, 10, 10, WebpBytes.frame(0, 0, 9000, 9000, chunks));
        ImageRejectedException rejected = rejection(animation);
        assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(rejected).hasMessageContaining("9000 × 9000").hasMessageNotContaining("10 × 10");
    }

    /** Smooth with an edge, of strong colours. */
    static BufferedImage drawn(int width, int height, int type) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                int red = x * 255 / width;
                int green = y * 255 / height;
                int blue = x + y < width ? 220 : 30;
                int alpha = 255 - (x * y) % 256;
                image.setRGB(x, y, alpha << 24 | red << 16 | green << 8 | blue);
            }
        }
        return image;
    }

    private static byte[] rgbOverWhite(BufferedImage image) {
        byte[] rgb = new byte[image.getWidth() * image.getHeight() * 3];
        for (int i = 0; i < rgb.length; i++) {
            int argb = image.getRGB(i / 3 % image.getWidth(), i / 3 / image.getWidth());
            rgb[i] = (byte) AlphaOverWhite.blend(argb >>> (16 - 8 * (i % 3)) & 255, argb >>> 24);
        }
        return rgb;
    }

    private static double mean(byte[] rgb, int channel) {
        double sum = 0;
        for (int i = channel; i < rgb.length; i += 3) {
            sum += Byte.toUnsignedInt(rgb[i]);
        }
        return sum * 3 / rgb.length;
    }

    private static double mean(BufferedImage image, int channel) {
        return mean(rgbOverWhite(image), channel);
    }

    private static ImageRejectedException rejection(byte[] encoded) {
        ImageRejectedException rejected =
                catchThrowableOfType(ImageRejectedException.class, () -> decoder.decode(encoded));
        assertThat(rejected).isNotNull();
        return rejected;
    }

    private static org.assertj.core.data.Offset<Double> offset(double levels) {
        return org.assertj.core.data.Offset.offset(levels);
    }
}
