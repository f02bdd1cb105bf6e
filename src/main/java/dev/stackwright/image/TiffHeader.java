package dev.stackwright.image;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import dev.stackwright.image.ImageHeader.Frame;
import java.io.IOException;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The first page of a TIFF (TIFF 6.0, sections 2 to 8), as far as it holds pixels that the JDK's reader can show: whole
 * numbers of up to 16 bits, grey, RGB or with a palette, not compressed by a codec of its own.
 */
final class TiffHeader {

    private static final int NEW_SUBFILE_TYPE = 0x00FE;
    private static final int WIDTH = 0x0100;
    private static final int HEIGHT = 0x0101;
    private static final int BITS = 0x0102;
    private static final int COMPRESSION = 0x0103;
    private static final int PHOTOMETRIC = 0x0106;
    private static final int STRIP_BYTES = 0x0117;
    private static final int TILE_WIDTH = 0x0142;
    private static final int TILE_HEIGHT = 0x0143;
    private static final int TILE_BYTES = 0x0145;
    private static final int SAMPLE_FORMAT = 0x0153;
    private static final int DNG_VERSION = 0xC612;

    /** None, CCITT (three kinds), LZW, deflate, PackBits, deflate by its older number. */
    private static final Set<Integer> COMPRESSIONS = Set.of(1, 2, 3, 4, 5, 8, 32773, 32946);
    /** White is 0, black is 0, RGB, palette. */
    private static final Set<Integer> PHOTOMETRICS = Set.of(0, 1, 2, 3);
    /** A sensor's mosaic, before and after it was interpolated: a camera's raw file. */
    private static final Set<Integer> RAW_PHOTOMETRICS = Set.of(32803, 34892);

    private static final int MOST_BITS = 16;

    private final ExifIFD0Directory tags;

    private TiffHeader(ExifIFD0Directory tags) {
        this.tags = tags;
    }

    static ImageHeader read(byte[] encoded) throws ImageRejectedException, IOException, TiffProcessingException {
        Metadata metadata = new Metadata();
        new TiffReader().processTiff(new ByteArrayReader(encoded), new Orientation.FirstDirectory(metadata, 0), 0);
        @Nullable ExifIFD0Directory first = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        if (first == null) {
            throw ImageHeader.corrupt(ImageFormat.TIFF, "it has no page", null);
        }
        return new TiffHeader(first).header(encoded);
    }

    private ImageHeader header(byte[] encoded) throws ImageRejectedException {
        int photometric = number(PHOTOMETRIC, 1);
        if (tags.containsTag(DNG_VERSION)
                || RAW_PHOTOMETRICS.contains(photometric)
                || (number(NEW_SUBFILE_TYPE, 0) & 1) != 0) {
            throw ImageHeader.unsupported(ImageFormat.CAMERA_RAW.title(), ImageFormat.CAMERA_RAW.conversion());
        }
        requireKnown("compression", number(COMPRESSION, 1), COMPRESSIONS);
        requireKnown("photometric interpretation", photometric, PHOTOMETRICS);
        requireKnown("sample format", number(SAMPLE_FORMAT, 1), Set.of(1));
        int bits = number(BITS, 1);
        if (bits < 1 || bits > MOST_BITS) {
            throw ImageHeader.unsupported("a TIFF of " + bits + " bits a sample", ImageFormat.TIFF.conversion());
        }
        if (bytes(STRIP_BYTES) + bytes(TILE_BYTES) > encoded.length) {
            // also where strips overlap, of which each would be read
            throw ImageHeader.corrupt(ImageFormat.TIFF, "its pixels are not all there", null);
        }
        int width = number(WIDTH, 0);
        int height = number(HEIGHT, 0);
        // a tile is decoded as a whole, even where it is larger than the picture
        Frame frame = new Frame(0, 0, Math.max(width, number(TILE_WIDTH, 0)), Math.max(height, number(TILE_HEIGHT, 0)));
        Orientation orientation = Orientation.ofExif(number(ExifIFD0Directory.TAG_ORIENTATION, 1));
        return new ImageHeader(ImageFormat.TIFF, width, height, frame, true, orientation);
    }

    private static void requireKnown(String what, int found, Set<Integer> known) throws ImageRejectedException {
        if (!known.contains(found)) {
            throw ImageHeader.unsupported("a TIFF of " + what + " " + found, ImageFormat.TIFF.conversion());
        }
    }

    /** The first value of a tag. */
    private int number(int tag, int otherwise) {
        long @Nullable [] values = values(tag);
        return values == null || values.length == 0 ? otherwise : Math.toIntExact(values[0]);
    }

    private long bytes(int tag) {
        long @Nullable [] values = values(tag);
        return values == null ? 0 : LongStream.of(values).reduce(0, Math::addExact);
    }

    private long @Nullable [] values(int tag) {
        Object value = tags.getObject(tag);
        if (value instanceof Number one) {
            return new long[] {one.longValue()};
        }
        int @Nullable [] many = tags.getIntArray(tag);
        return many == null ? null : Arrays.stream(many).asLongStream().toArray();
    }
}
