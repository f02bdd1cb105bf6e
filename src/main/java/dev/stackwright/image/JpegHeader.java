package dev.stackwright.image;

import com.drew.metadata.exif.ExifReader;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Size, orientation, scans and end of a JPEG from its markers (ITU-T T.81, annex B), found as libjpeg finds them: bytes
 * between segments are passed over, and nothing behind the end marker counts.
 */
final class JpegHeader {

    /** Cameras write 1 to 10, and a hostile one takes a dozen bytes. */
    private static final int MOST_SCANS = 200;
    /** Each scan costs a pass over all pixels: so many passes over the largest picture. Encoders write 10 for colours. */
    private static final int SCANS_OF_THE_LARGEST = 12;

    private static final int FILL = 0xFF;
    private static final int NONE = -1;
    private static final int TEMPORARY = 0x01;
    private static final int FIRST_FRAME = 0xC0;
    private static final int LAST_FRAME = 0xCF;
    private static final int FIRST_RESTART = 0xD0;
    private static final int START_OF_IMAGE = 0xD8;
    private static final int END_OF_IMAGE = 0xD9;
    private static final int START_OF_SCAN = 0xDA;
    private static final int APP1 = 0xE1;

    private final byte[] in;
    private int at;
    private int width;
    private int height;
    private int scans;
    private boolean ended;
    private boolean tagged;
    private Orientation orientation = Orientation.UPRIGHT;

    private JpegHeader(byte[] encoded) {
        in = encoded;
    }

    /** Fails by an index error where the bytes end too soon. */
    static ImageHeader read(byte[] encoded, ImageLimits limits) throws ImageRejectedException {
        JpegHeader header = walked(encoded);
        header.requireFewScans(limits);
        return ImageHeader.whole(ImageFormat.JPEG, header.width, header.height, false, header.orientation);
    }

    /**
     * {@code encoded}, with the end marker where it lacks no more than that.
     *
     * @throws ImageRejectedException where pixels are missing, too
     */
    static byte[] ended(byte[] encoded) throws ImageRejectedException, IOException {
        if (walked(encoded).ended) {
            return encoded;
        }
        byte[] whole = Arrays.copyOf(encoded, encoded.length + 2);
        whole[encoded.length] = (byte) FILL;
        whole[encoded.length + 1] = (byte) END_OF_IMAGE;
        requireAllPixels(whole);
        return whole;
    }

    /** libjpeg paints grey what is missing, with a warning, which the JDK's reader passes on and TensorFlow does not. */
    private static void requireAllPixels(byte[] whole) throws ImageRejectedException, IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
        List<String> warnings = new ArrayList<>();
        try (ImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(whole))) {
            reader.addIIOReadWarningListener((source, warning) -> warnings.add(warning));
            reader.setInput(in, true, true);
            reader.readRaster(0, null);
        } finally {
            reader.dispose();
        }
        if (!warnings.isEmpty()) {
            throw ImageHeader.corrupt(ImageFormat.JPEG, "it ends too soon: " + warnings.get(0), null);
        }
    }

    private static JpegHeader walked(byte[] encoded) {
        JpegHeader header = new JpegHeader(encoded);
        int marker = header.nextMarker();
        while (marker != NONE && marker != END_OF_IMAGE) {
            if (marker != TEMPORARY && (marker < FIRST_RESTART || marker > START_OF_IMAGE)) {
                header.segment(marker);
            }
            marker = header.nextMarker();
        }
        header.ended = marker == END_OF_IMAGE;
        return header;
    }

    /** Pixels of a scan are passed over, too: in them a byte 0xFF is followed by 0 or a restart marker. */
    private int nextMarker() {
        while (at < in.length) {
            while (at < in.length && in[at] != (byte) FILL) {
                at++;
            }
            while (at < in.length && in[at] == (byte) FILL) {
                at++;
            }
            if (at < in.length && in[at++] != 0) {
                return Byte.toUnsignedInt(in[at - 1]);
            }
        }
        return NONE;
    }

    private void segment(int marker) {
        int data = at + 2;
        if (marker == START_OF_SCAN) {
            scans++;
        } else if (isFrame(marker)) {
            height = Math.max(height, int16(data + 1));
            width = Math.max(width, int16(data + 3));
        } else if (marker == APP1 && !tagged && scans == 0) {
            byte[] app1 = Arrays.copyOfRange(in, data, Math.min(in.length, at + int16(at)));
            tagged = ExifReader.startsWithJpegExifPreamble(app1);
            orientation =
                    tagged ? Orientation.ofExif(app1, ExifReader.JPEG_SEGMENT_PREAMBLE.length()) : Orientation.UPRIGHT;
        }
        at += at + 1 < in.length ? Math.max(2, int16(at)) : 2;
    }

    /** Among the frames' numbers stand DHT, JPG and DAC. */
    private static boolean isFrame(int marker) {
        return marker == FIRST_FRAME || (marker > FIRST_FRAME && marker <= LAST_FRAME && marker % 4 != 0);
    }

    private int int16(int index) {
        return Byte.toUnsignedInt(in[index]) << 8 | Byte.toUnsignedInt(in[index + 1]);
    }

    private void requireFewScans(ImageLimits limits) throws ImageRejectedException {
        if (scans > MOST_SCANS) {
            throw ImageHeader.corrupt(ImageFormat.JPEG, "it has " + scans + " scans", null);
        }
        if ((long) width * height * scans > limits.maxPixels() * SCANS_OF_THE_LARGEST) {
            throw new ImageRejectedException(
                    Reason.TOO_MANY_PIXELS,
                    "expected at most " + limits.maxPixels() * SCANS_OF_THE_LARGEST + " pixels in all scans together,"
                            + " found " + scans + " scans of " + width + " × " + height
                            + "; save it again as a baseline JPEG",
                    null);
        }
    }
}
