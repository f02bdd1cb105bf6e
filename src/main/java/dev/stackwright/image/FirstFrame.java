package dev.stackwright.image;

import com.luciad.imageio.webp.WebPImageReaderSpi;
import dev.stackwright.common.Cancellation;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.event.IIOReadProgressListener;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.types.TUint8;

/**
 * Decodes the first frame of a GIF, BMP or TIFF by the JDK's ImageIO and of a WebP by libwebp: TensorFlow 2.18 knows no WebP,
 * decodes all frames of a GIF at once and paints transparency black. Stored values are what is meant: colour profiles
 * are not applied, as TensorFlow applies none.
 */
final class FirstFrame {

    private static final int CHANNELS = ImageSpec.CHANNELS;
    private static final int OPAQUE = 255;
    private static final byte WHITE = (byte) 255;

    private final ImageHeader header;
    private final SixteenBits range;
    private final Cancellation cancellation;

    FirstFrame(ImageHeader header, SixteenBits range, Cancellation cancellation) {
        this.header = header;
        this.range = range;
        this.cancellation = cancellation;
    }

    /**
     * uint8 {@code [height, width, 3]} of the whole picture, over white, as stored; the caller closes it.
     *
     * @throws Cancellation.CancelledException soon after it was asked to stop
     */
    TUint8 decode(byte[] encoded) throws IOException, ImageRejectedException {
        BufferedImage image = switch (header.format()) {
            case WEBP -> readWebp(WebpHeader.still(encoded));
            default ->
                read(ImageIO.getImageReadersByFormatName(header.format().name()).next(), encoded);
        };
        image.coerceData(false);
        return overWhite(image, isDeep(image) ? shiftsOfDeep(image) : Shifts.NONE);
    }

    /** How far samples are shifted to the right to have 8 bits. */
    private record Shifts(int colour, int alpha) {

        static final Shifts NONE = new Shifts(0, 0);
    }

    private BufferedImage readWebp(byte[] still) throws IOException, ImageRejectedException {
        ImageReaderSpi libwebp = new WebPImageReaderSpi();
        Optional<byte[]> cutShort = WebpHeader.cutShort(still);
        if (cutShort.isPresent() && isReadable(libwebp, cutShort.get())) {
            throw ImageHeader.corrupt(ImageFormat.WEBP, "its pixels end long before its bytes do", null);
        }
        return read(libwebp.createReaderInstance(null), still);
    }

    private boolean isReadable(ImageReaderSpi spi, byte[] encoded) {
        try {
            read(spi.createReaderInstance(null), encoded);
            return true;
        } catch (IOException expected) {
            return false;
        }
    }

    private BufferedImage read(ImageReader reader, byte[] encoded) throws IOException {
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(encoded))) {
            reader.setInput(in, true, true);
            reader.addIIOReadProgressListener(new EndsWhenCancelled());
            BufferedImage image = reader.read(0);
            cancellation.throwIfRequested();
            return image;
        } finally {
            reader.dispose();
        }
    }

    private TUint8 overWhite(BufferedImage image, Shifts shifts) {
        boolean opaque = header.format() == ImageFormat.BMP && nothingShows(image);
        TUint8 rgb = TUint8.tensorOf(Shape.of(header.height(), header.width(), CHANNELS));
        ByteDataBuffer to = rgb.asRawTensor().data();
        byte[] row = new byte[header.width() * CHANNELS];
        int[] argb = new int[image.getWidth()];
        for (int y = 0; y < header.height(); y++) {
            cancellation.throwIfRequested();
            Arrays.fill(row, WHITE);
            int frameY = y - header.frame().top();
            if (frameY >= 0 && frameY < image.getHeight()) {
                argbRow(image, frameY, shifts, argb);
                lay(argb, opaque, row, header.frame().left());
            }
            to.offset((long) y * row.length).write(row);
        }
        return rgb;
    }

    /** Writers of BMPs that know no transparency leave the fourth byte 0; then viewers do not regard it. */
    private boolean nothingShows(BufferedImage image) {
        int[] argb = new int[image.getWidth()];
        for (int y = 0; y < image.getHeight() && image.getColorModel().hasAlpha(); y++) {
            cancellation.throwIfRequested();
            argbRow(image, y, Shifts.NONE, argb);
            for (int pixel : argb) {
                if (pixel >>> 24 != 0) {
                    return false;
                }
            }
        }
        return image.getColorModel().hasAlpha();
    }

    private Shifts shiftsOfDeep(BufferedImage image) {
        int bands = image.getRaster().getNumBands();
        int colours = image.getColorModel().getNumColorComponents();
        int greatest = 0;
        int greatestAlpha = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            cancellation.throwIfRequested();
            int[] samples = image.getRaster().getPixels(0, y, image.getWidth(), 1, (int[]) null);
            for (int i = 0; i < samples.length; i++) {
                if (i % bands < colours) {
                    greatest = Math.max(greatest, samples[i]);
                } else {
                    greatestAlpha = Math.max(greatestAlpha, samples[i]);
                }
            }
        }
        int shift = range.shift(greatest);
        return new Shifts(shift, SixteenBits.alphaShift(shift, greatestAlpha));
    }

    private static boolean isDeep(BufferedImage image) {
        return image.getColorModel() instanceof ComponentColorModel
                && image.getRaster().getTransferType() == DataBuffer.TYPE_USHORT;
    }

    private static void lay(int[] argb, boolean opaque, byte[] row, int left) {
        for (int x = 0; x < argb.length && (left + x + 1) * CHANNELS <= row.length; x++) {
            int alpha = opaque ? OPAQUE : argb[x] >>> 24;
            for (int c = 0; c < CHANNELS; c++) {
                row[(left + x) * CHANNELS + c] = (byte) AlphaOverWhite.blend(argb[x] >>> (16 - 8 * c) & 255, alpha);
            }
        }
    }

    /** The stored values of one row as ARGB; of component models without a detour over their colour space. */
    private static void argbRow(BufferedImage image, int y, Shifts shifts, int[] argb) {
        ColorModel model = image.getColorModel();
        if (model.equals(ColorModel.getRGBdefault())) {
            image.getRaster().getDataElements(0, y, argb.length, 1, argb);
            return;
        }
        if (!(model instanceof ComponentColorModel)) {
            image.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
            return;
        }
        int bands = image.getRaster().getNumBands();
        int[] samples = image.getRaster().getPixels(0, y, argb.length, 1, (int[]) null);
        // one colour is grey; getRGB would convert it from a linear scale, which brightens it
        int colours = model.getNumColorComponents();
        int green = colours < CHANNELS ? 0 : 1;
        int blue = colours < CHANNELS ? 0 : 2;
        for (int x = 0; x < argb.length; x++) {
            int at = x * bands;
            int alpha = model.hasAlpha() ? samples[at + colours] >> shifts.alpha : OPAQUE;
            argb[x] = alpha << 24
                    | samples[at] >> shifts.colour << 16
                    | samples[at + green] >> shifts.colour << 8
                    | samples[at + blue] >> shifts.colour;
        }
    }

    /** ImageIO's readers report after every few rows, and stop there when they are told to. */
    private final class EndsWhenCancelled implements IIOReadProgressListener {

        @Override
        public void imageProgress(ImageReader source, float percentageDone) {
            if (cancellation.requested()) {
                source.abort();
            }
        }

        @Override
        public void sequenceStarted(ImageReader source, int minIndex) {}

        @Override
        public void sequenceComplete(ImageReader source) {}

        @Override
        public void imageStarted(ImageReader source, int imageIndex) {}

        @Override
        public void imageComplete(ImageReader source) {}

        @Override
        public void thumbnailStarted(ImageReader source, int imageIndex, int thumbnailIndex) {}

        @Override
        public void thumbnailProgress(ImageReader source, float percentageDone) {}

        @Override
        public void thumbnailComplete(ImageReader source) {}

        @Override
        public void readAborted(ImageReader source) {}
    }
}
