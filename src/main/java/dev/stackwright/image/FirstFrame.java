package dev.stackwright.image;

import com.twelvemonkeys.imageio.plugins.webp.WebPImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.TUint8;

/**
 * Decodes the first frame of a GIF, BMP or WebP by ImageIO: TensorFlow 2.18 knows no WebP, decodes all frames of a GIF
 * at once and paints transparency black. Colour profiles are not applied, as TensorFlow applies none.
 */
final class FirstFrame {

    private static final int CHANNELS = ImageSpec.CHANNELS;
    private static final byte WHITE = (byte) 255;

    private FirstFrame() {}

    /** uint8 {@code [height, width, 3]} of the whole picture, over white, as stored; the caller closes it. */
    static TUint8 decode(byte[] encoded, ImageHeader header) throws IOException {
        return overWhite(read(encoded, header.format()), header);
    }

    private static BufferedImage read(byte[] encoded, ImageFormat format) throws IOException {
        ImageReader reader = reader(format);
        try (ImageInputStream in = new ByteArrayImageInputStream(encoded)) {
            reader.setInput(in, true, format != ImageFormat.WEBP);
            ImageReadParam param = reader.getDefaultReadParam();
            if (format == ImageFormat.WEBP) {
                // the stored type: otherwise a profile is converted, slowly
                param.setDestinationType(reader.getRawImageType(0));
            }
            return reader.read(0, param);
        } finally {
            reader.dispose();
        }
    }

    private static ImageReader reader(ImageFormat format) throws IOException {
        // made by hand: the registry finds plug-ins only on some class loaders
        return format == ImageFormat.WEBP
                ? new WebPImageReaderSpi().createReaderInstance(null)
                : ImageIO.getImageReadersByFormatName(format.name()).next();
    }

    private static TUint8 overWhite(BufferedImage image, ImageHeader header) {
        TUint8 rgb = TUint8.tensorOf(Shape.of(header.height(), header.width(), CHANNELS));
        ByteDataBuffer to = rgb.asRawTensor().data();
        byte[] row = new byte[header.width() * CHANNELS];
        int[] argb = new int[image.getWidth()];
        for (int y = 0; y < header.height(); y++) {
            Arrays.fill(row, WHITE);
            int frameY = y - header.frame().top();
            if (frameY >= 0 && frameY < image.getHeight()) {
                argbRow(image, frameY, argb);
                lay(argb, row, header.frame().left());
            }
            to.offset((long) y * row.length).write(row);
        }
        return rgb;
    }

    private static void lay(int[] argb, byte[] row, int left) {
        for (int x = 0; x < argb.length && (left + x + 1) * CHANNELS <= row.length; x++) {
            int alpha = argb[x] >>> 24;
            for (int c = 0; c < CHANNELS; c++) {
                row[(left + x) * CHANNELS + c] = (byte) AlphaOverWhite.blend(argb[x] >>> (16 - 8 * c) & 255, alpha);
            }
        }
    }

    /** The stored values of one row as ARGB; of component models without a detour over their colour space. */
    private static void argbRow(BufferedImage image, int y, int[] argb) {
        int bands = image.getRaster().getNumBands();
        if (!(image.getColorModel() instanceof ComponentColorModel) || bands < CHANNELS) {
            image.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
            return;
        }
        int[] samples = image.getRaster().getPixels(0, y, argb.length, 1, (int[]) null);
        for (int x = 0; x < argb.length; x++) {
            int at = x * bands;
            int alpha = bands > CHANNELS ? samples[at + CHANNELS] : 255;
            argb[x] = alpha << 24 | samples[at] << 16 | samples[at + 1] << 8 | samples[at + 2];
        }
    }
}
