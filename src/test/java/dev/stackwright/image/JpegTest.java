package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException.Reason;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JPEGs as phones and cheap cameras write them: with a film behind the end, or without an end. */
class JpegTest {

    private static ImageDecoder decoder;

    @BeforeAll
    static void open() {
        decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        decoder.close();
    }

    /** A film holds every pair of bytes, also that of a scan's start. */
    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg"})
    void whatFollowsTheEndDoesNotMatter(String name) throws ImageRejectedException {
        byte[] jpeg = GoldenPixelsTest.resource(name);
        byte[] longer = Arrays.copyOf(jpeg, jpeg.length + (1 << 16));
        for (int at = jpeg.length; at < longer.length; at += 2) {
            longer[at] = (byte) 0xFF;
            longer[at + 1] = (byte) (at % 512 == 0 ? 0xDA : at);
        }
        assertThat(decoder.decode(longer)).isEqualTo(decoder.decode(jpeg));
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg"})
    void aMissingEndMarkerDoesNotMatter(String name) throws ImageRejectedException {
        byte[] jpeg = GoldenPixelsTest.resource(name);
        Pixels whole = decoder.decode(jpeg);
        assertThat(decoder.decode(Arrays.copyOf(jpeg, jpeg.length - 1))).isEqualTo(whole);
        assertThat(decoder.decode(Arrays.copyOf(jpeg, jpeg.length - 2))).isEqualTo(whole);
    }

    @ParameterizedTest
    @ValueSource(strings = {"baseline.jpg", "progressive.jpg", "grey.jpg", "cmyk.jpg"})
    void missingPixelsDoMatter(String name) {
        byte[] jpeg = GoldenPixelsTest.resource(name);
        ImageRejectedException rejected = catchThrowableOfType(
                ImageRejectedException.class, () -> decoder.decode(Arrays.copyOf(jpeg, jpeg.length - 40)));
        assertThat(rejected.reason()).isEqualTo(Reason.CORRUPT);
    }

    @Test
    void bytesBetweenSegmentsArePassedOver() throws ImageRejectedException {
        byte[] jpeg = GoldenPixelsTest.resource("baseline.jpg");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(jpeg, 0, 2);
        int segment = 2 + 2 + (jpeg[4] << 8 | jpeg[5] & 255);
        out.write(jpeg, 2, segment - 2);
        out.writeBytes(new byte[] {0, 0, 17, 0});
        out.write(jpeg, segment, jpeg.length - segment);
        assertThat(decoder.decode(out.toByteArray())).isEqualTo(decoder.decode(jpeg));
    }
}
