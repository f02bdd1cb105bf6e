package dev.stackwright.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** What tools write is neither refused by the check before decoding nor by the decoder, whatever stands behind it. */
class WrittenImagesTest {

    private static final int[] TYPES = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_4BYTE_ABGR_PRE,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_USHORT_565_RGB,
        BufferedImage.TYPE_BYTE_INDEXED,
        BufferedImage.TYPE_BYTE_BINARY
    };

    @Test
    void imagesOfAnySizeTypeAndFormatAreRead() throws IOException {
        Random random = new Random(15);
        int read = 0;
        try (ImageDecoder decoder = new ImageDecoder(new ImageSpec(32), ImageLimits.DEFAULT)) {
            for (int round = 0; round < 6; round++) {
                for (int type : TYPES) {
                    BufferedImage image = drawn(1 + random.nextInt(50), 1 + random.nextInt(50), type, random);
                    for (Map.Entry<String, byte[]> written : written(image).entrySet()) {
                        byte[] longer =
                                Arrays.copyOf(written.getValue(), written.getValue().length + random.nextInt(40));
                        assertThatCode(() -> {
                                    ImageDecoder.check(longer, ImageLimits.DEFAULT);
                                    decoder.decode(longer);
                                })
                                .as("%s of %s", written.getKey(), image)
                                .doesNotThrowAnyException();
                        read++;
                    }
                }
            }
        }
        assertThat(read).isGreaterThan(250);
    }

    /** By every writer that can write this type. */
    static Map<String, byte[]> written(BufferedImage image) throws IOException {
        Map<String, byte[]> all = new LinkedHashMap<>();
        for (String format : new String[] {"jpeg", "png", "gif", "bmp", "tiff"}) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            if (ImageIO.write(image, format, out)) {
                all.put(format, out.toByteArray());
            }
        }
        BufferedImage rgb = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        rgb.createGraphics().drawImage(image, 0, 0, null);
        all.put("lossy webp", WebpBytes.lossy(rgb, 0.5f));
        all.put("lossless webp", WebpBytes.lossless(rgb));
        return all;
    }

    private static BufferedImage drawn(int width, int height, int type, Random random) {
        BufferedImage image = new BufferedImage(width, height, type);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, random.nextInt());
        }
        return image;
    }
}
