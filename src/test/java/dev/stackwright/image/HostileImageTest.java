package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException.Reason;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever bytes come, they become pixels or are rejected with a reason. */
class HostileImageTest {

    private static ImageDecoder decoder;

    @BeforeAll
    static void open() {
        decoder = new ImageDecoder(new ImageSpec(32), new ImageLimits(1 << 20, 4_000_000));
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    @Test
    void anEmptyFileIsNamedEmpty() {
        assertThat(reason(new byte[0])).isEqualTo(Reason.EMPTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no picture at all", "<html><body>404</body></html>", "PK\u0003\u0004", "%PDF-1.7", "B"})
    void otherContentIsNoImage(String content) {
        assertThat(reason(content.getBytes(StandardCharsets.ISO_8859_1))).isEqualTo(Reason.NOT_AN_IMAGE);
    }

    @ParameterizedTest
    @MethodSource
    void knownButUnsupportedFormatsAreNamed(String name, String head) {
        byte[] encoded = Arrays.copyOf(head.getBytes(StandardCharsets.ISO_8859_1), 64);
        ImageRejectedException rejected = rejection(encoded);
        assertThat(rejected.reason()).isEqualTo(Reason.UNSUPPORTED_FORMAT);
        assertThat(rejected).hasMessageContaining(", found " + name + "; convert it, to ");
    }

    static Stream<Arguments> knownButUnsupportedFormatsAreNamed() {
        return Stream.of(
                Arguments.of("AVIF", "\0\0\0\u001cftypavif\0\0\0\0"),
                Arguments.of("HEIC", "\0\0\0\u001cftypheic\0\0\0\0"),
                Arguments.of("HEIC", "\0\0\0\u0018ftypmif1\0\0\0\0mif1heic"),
                Arguments.of("JPEG XL", "\0\0\0\fJXL \r\n\u0087\n"),
                Arguments.of("JPEG XL", "\u00ff\n\u00fa"),
                Arguments.of("JPEG 2000", "\0\0\0\fjP  \r\n\u0087\n"),
                Arguments.of("camera raw", "II*\0\u0010\0\0\0CR\u0002\0"),
                Arguments.of("Photoshop", "8BPS\0\u0001"),
                Arguments.of("SVG", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"));
    }

    @Test
    void tooManyBytesAreRefused() {
        assertThat(reason(Arrays.copyOf(GoldenPixelsTest.resource("baseline.jpg"), (1 << 20) + 1)))
                .isEqualTo(Reason.TOO_MANY_BYTES);
    }

    /** None of them has pixels: were they decoded, they would be corrupt. */
    @Test
    void bombsAreRefusedByTheirHeaders() {
        assertThat(reason(PngBytes.begin(30_000, 30_000, 1, 0).end())).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(reason(jpeg(65_000, 65_000))).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(reason(bmp(40_000, -40_000, 1))).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(reason(webp(16_000, 16_000))).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void aGifIsMeasuredByItsScreenAndByItsFrame() {
        assertThat(reason(TransparencyTest.gif(60_000, 60_000, 0, 0, 4, 4))).isEqualTo(Reason.TOO_MANY_PIXELS);
        byte[] wideFrame = TransparencyTest.gif(4, 4, 0, 0, 4, 4);
        ByteBuffer.wrap(wideFrame)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort(13 + 6 + 5, (short) 60_000)
                .putShort(13 + 6 + 7, (short) 60_000);
        assertThat(reason(wideFrame)).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void aBitStreamLargerThanItsContainerSaysIsStillABomb() {
        ByteBuffer container = ByteBuffer.allocate(12 + 18 + 13).order(ByteOrder.LITTLE_ENDIAN);
        container.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(35);
        container.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(10).put(new byte[10]);
        container.put(webp(16_000, 16_000), 12, 13);
        assertThat(reason(container.array())).isEqualTo(Reason.TOO_MANY_PIXELS);
    }

    @Test
    void aJpegThatRepeatsItsScansWithoutEndIsRefused() {
        byte[] whole = GoldenPixelsTest.resource("progressive.jpg");
        int scan = lastScan(whole);
        int length = whole.length - 2 - scan;
        ByteBuffer endless = ByteBuffer.allocate(whole.length + 300 * length).put(whole, 0, scan);
        for (int i = 0; i < 301; i++) {
            endless.put(whole, scan, length);
        }
        endless.put(whole, whole.length - 2, 2);
        assertThat(rejection(endless.array())).hasMessageContaining("scans");
    }

    @Test
    void aLargeJpegOfManyScansCostsMoreThanTheLargestPictureMay() {
        byte[] whole = GoldenPixelsTest.resource("progressive.jpg");
        int scan = lastScan(whole);
        int length = whole.length - 2 - scan;
        ByteBuffer many = ByteBuffer.allocate(whole.length + 150 * length).put(whole, 0, scan);
        for (int i = 0; i < 150; i++) {
            many.put(whole, scan, length);
        }
        many.put(whole, whole.length - 2, 2);
        ByteBuffer.wrap(many.array()).putShort(frameOf(whole) + 5, (short) 1900).putShort(frameOf(whole) + 7, (short)
                1900);
        ImageRejectedException rejected = rejection(many.array());
        assertThat(rejected.reason()).isEqualTo(Reason.TOO_MANY_PIXELS);
        assertThat(rejected).hasMessageContaining("scans of 1900 × 1900").hasMessageContaining("48000000 pixels");
    }

    /** None goes on to its end for a caller who has gone: each is asked to stop at the third look. */
    @ParameterizedTest
    @MethodSource("longOnes")
    void decodingThatNobodyWaitsForEnds(String name, byte[] encoded) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        assertThat(catchThrowableOfType(
                        CancelledException.class, () -> decoder.decode(encoded, () -> looks.incrementAndGet() > 2)))
                .as(name)
                .isNotNull();
        assertThat(decoder.decode(encoded).rgb()).hasSize(32 * 32 * 3);
    }

    static Stream<Arguments> longOnes() throws IOException {
        byte[] deep = PngBytes.begin(50, 50, 16, 6)
                .deflated(new byte[50 * (1 + 50 * 8)])
                .end();
        Map<String, byte[]> written =
                WrittenImagesTest.written(new BufferedImage(200, 300, BufferedImage.TYPE_INT_RGB));
        written.remove("jpeg"); // in one go
        written.put("png of 16 bits", deep);
        return written.entrySet().stream().map(each -> Arguments.of(each.getKey(), each.getValue()));
    }

    private static int frameOf(byte[] progressive) {
        int at = 2;
        while (progressive[at] != (byte) 0xFF || progressive[at + 1] != (byte) 0xC2) {
            at++;
        }
        return at;
    }

    private static int lastScan(byte[] jpeg) {
        int at = jpeg.length - 2;
        while (jpeg[at] != (byte) 0xFF || jpeg[at + 1] != (byte) 0xDA) {
            at--;
        }
        return at;
    }

    static Stream<String> samples() {
        return Stream.of(
                "baseline.jpg",
                "progressive.jpg",
                "grey.jpg",
                "cmyk.jpg",
                "opaque.gif",
                "lossy.webp",
                "alpha.webp",
                "formula.png");
    }

    @ParameterizedTest
    @MethodSource("samples")
    void halfAFileIsCorrupt(String name) {
        byte[] whole = sample(name);
        assertThat(reason(Arrays.copyOf(whole, whole.length / 2))).isEqualTo(Reason.CORRUPT);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFileCutAnywhereBecomesPixelsOrIsRejected(String name) {
        byte[] whole = sample(name);
        for (int length = 1; length < whole.length; length += 1 + whole.length / 60) {
            assertDecided(Arrays.copyOf(whole, length));
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aFileWithWrongBytesBecomesPixelsOrIsRejected(String name) {
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 60; round++) {
            byte[] changed = sample(name);
            for (int change = 0; change < 1 + round % 4; change++) {
                changed[random.nextInt(Math.min(changed.length, 400))] = (byte) random.nextInt(256);
            }
            assertDecided(changed);
        }
    }

    private static void assertDecided(byte[] encoded) {
        try {
            assertThat(decoder.decode(encoded).rgb()).hasSize(32 * 32 * 3);
        } catch (ImageRejectedException rejected) {
            assertThat(rejected).hasMessageContaining("expected");
        }
    }

    private static byte[] sample(String name) {
        return name.equals("formula.png") ? PngBytes.rgb(97, 61, PngBytes.formula()) : GoldenPixelsTest.resource(name);
    }

    private static byte[] jpeg(int width, int height) {
        ByteBuffer out = ByteBuffer.allocate(2 + 19 + 4);
        out.putShort((short) 0xFFD8)
                .putShort((short) 0xFFC2)
                .putShort((short) 17)
                .put((byte) 8);
        out.putShort((short) height).putShort((short) width).put((byte) 3).put(new byte[9]);
        return out.putShort((short) 0xFFDA).putShort((short) 2).array();
    }

    private static byte[] bmp(int width, int height, int rleCompression) {
        ByteBuffer out = ByteBuffer.allocate(60).order(ByteOrder.LITTLE_ENDIAN);
        out.put((byte) 'B').put((byte) 'M').putInt(60).putInt(0).putInt(54);
        out.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) 8);
        return out.putInt(rleCompression).array();
    }

    /** A container with a lossless bit stream of five bytes. */
    private static byte[] webp(int width, int height) {
        ByteBuffer out = ByteBuffer.allocate(12 + 13).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(17);
        out.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(5).put((byte) 0x2F);
        return out.putInt((width - 1) | (height - 1) << 14).array();
    }

    private static Reason reason(byte[] encoded) {
        return rejection(encoded).reason();
    }

    private static ImageRejectedException rejection(byte[] encoded) {
        ImageRejectedException rejected =
                catchThrowableOfType(ImageRejectedException.class, () -> decoder.decode(encoded));
        assertThat(rejected).isNotNull();
        return rejected;
    }
}
