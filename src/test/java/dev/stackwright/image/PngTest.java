package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Cancellation;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** PNGs that inflate to more than they say, that lack what nobody needs, and those of 16 bits. */
class PngTest {

    private static final int EDGE = 32;

    private ImageDecoder decoder;

    @BeforeEach
    void open() {
        decoder = new ImageDecoder(new ImageSpec(EDGE), ImageLimits.DEFAULT);
    }

    @AfterEach
    void close() {
        decoder.close();
    }

    @Test
    void pixelsThatInflateToMoreThanTheHeaderNeedsAreRefused() {
        byte[] rows = new byte[EDGE * (1 + 3 * EDGE)];
        assertThatThrownBy(() -> decoder.decode(PngBytes.begin(EDGE, EDGE, 8, 2)
                        .deflated(Arrays.copyOf(rows, rows.length + 1))
                        .end()))
                .isInstanceOf(ImageRejectedException.class)
                .hasMessageContaining("inflate to more than its width and height need");
    }

    /** The second chunk is damaged, and is not reached. */
    @Test
    void inflatingStopsWhereItIsTooMuch() {
        byte[] bomb = PngBytes.begin(EDGE, EDGE, 8, 2)
                .deflated(new byte[1 << 20])
                .chunk("IDAT", new byte[] {1, 2, 3})
                .end();
        assertThatThrownBy(() -> new PngFile(bomb).pixelsOnly(Cancellation.NEVER))
                .hasMessageContaining("inflate to more");
    }

    @Test
    void fewerPixelsThanTheHeaderNeedsAreCorrupt() {
        byte[] rows = new byte[EDGE * (1 + 3 * EDGE) - 1];
        byte[] png = PngBytes.begin(EDGE, EDGE, 8, 2).deflated(rows).end();
        assertThatThrownBy(() -> decoder.decode(png)).hasMessageContaining("not all there");
    }

    @Test
    void anInterlacedPictureNeedsTheRowsOfItsSevenPasses() throws ImageRejectedException {
        // 33 × 5 in passes of 5, 4, 9, 8, 17, 16 and 33 columns; rows 1, 1, 1, 2, 1, 3 and 2
        int rows = 1 * 6 + 1 * 5 + 1 * 10 + 2 * 9 + 1 * 18 + 3 * 17 + 2 * 34;
        ByteBuffer header = ByteBuffer.allocate(13).putInt(33).putInt(5).put(new byte[] {8, 0, 0, 0, 1});
        byte[] interlaced = PngBytes.empty()
                .chunk("IHDR", header.array())
                .deflated(new byte[rows])
                .end();
        assertThat(decoder.decode(interlaced).rgb()).containsOnly(0);
    }

    /** libpng would inflate each. */
    @Test
    void textAndProfilesAreLeftOut() throws ImageRejectedException {
        byte[] rgb = PngBytes.formula();
        byte[] plain = PngBytes.rgb(97, 61, rgb);
        byte[] decorated = PngBytes.begin(97, 61, 8, 2)
                .chunk("gAMA", new byte[] {0, 0, (byte) 0xB1, (byte) 0x8F})
                .chunk("zTXt", new byte[] {'a', 0, 0, 1})
                .chunk("zTXt", new byte[] {'b', 0, 0, 1})
                .chunk("iCCP", new byte[20])
                .pixels(61, rgb)
                .end();
        assertThat(new PngFile(decorated).pixelsOnly(Cancellation.NEVER)).isEqualTo(plain);
        assertThat(decoder.decode(decorated)).isEqualTo(decoder.decode(plain));
    }

    @Test
    void whatStandsBehindThePixelsDoesNotMatter() throws ImageRejectedException {
        byte[] plain = PngBytes.rgb(97, 61, PngBytes.formula());
        byte[] withoutEnd = Arrays.copyOf(plain, plain.length - 12);
        byte[] longer = Arrays.copyOf(plain, plain.length + 1000);
        assertThat(decoder.decode(withoutEnd)).isEqualTo(decoder.decode(plain));
        assertThat(decoder.decode(longer)).isEqualTo(decoder.decode(plain));
    }

    @Test
    void sixteenBitsThatUseTwelveAreSeenAsTwelve() throws ImageRejectedException {
        byte[] rgb = decoder.decode(grey16(4095)).rgb();
        for (int i = 0; i < EDGE * EDGE; i++) {
            assertThat(Byte.toUnsignedInt(rgb[3 * i])).isEqualTo((i * 4095 / 1023) >> 4);
        }
        assertThat(decoder.remarks()).singleElement().asString().contains("1 uses 12 (read as 0 to 4095)");
    }

    @Test
    void sixteenBitsThatUseEightAreSeenAsEight() throws ImageRejectedException {
        byte[] rgb = decoder.decode(grey16(255)).rgb();
        for (int i = 0; i < EDGE * EDGE; i++) {
            assertThat(Byte.toUnsignedInt(rgb[3 * i])).isEqualTo(i * 255 / 1023);
        }
        assertThat(decoder.remarks()).singleElement().asString().contains("1 uses 8 (read as 0 to 255)");
    }

    @Test
    void sixteenBitsThatUseMoreAreSeenByTheirUpperEight() throws ImageRejectedException {
        byte[] rgb = decoder.decode(grey16(65535)).rgb();
        for (int i = 0; i < EDGE * EDGE; i++) {
            assertThat(Byte.toUnsignedInt(rgb[3 * i])).isEqualTo((i * 65535 / 1023) >> 8);
        }
        assertThat(decoder.remarks()).isEmpty();
    }

    /** Values from 0 to {@code greatest}. */
    private static byte[] grey16(int greatest) {
        ByteBuffer samples = ByteBuffer.allocate(EDGE * EDGE * 2);
        for (int i = 0; i < EDGE * EDGE; i++) {
            samples.putShort((short) (i * greatest / 1023));
        }
        return PngBytes.begin(EDGE, EDGE, 16, 0).pixels(EDGE, samples.array()).end();
    }
}
