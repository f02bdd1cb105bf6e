package dev.stackwright.image;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifTiffHandler;
import java.io.IOException;

/**
 * What must be done to stored rows and columns so that the photo stands upright: first rows and columns change places,
 * then axes are reversed. Numbered as in EXIF 2.32, tag 0x0112.
 */
enum Orientation {
    UPRIGHT(false),
    MIRRORED(false, 1),
    UPSIDE_DOWN(false, 0, 1),
    FLIPPED(false, 0),
    TRANSPOSED(true),
    TURN_RIGHT(true, 1),
    TRANSVERSED(true, 0, 1),
    TURN_LEFT(true, 0);

    private final boolean transposed;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final int[] reversedAxes;

    Orientation(boolean transposed, int... reversedAxes) {
        this.transposed = transposed;
        this.reversedAxes = reversedAxes;
    }

    /** The orientation of an EXIF value; whatever is not 1 to 8 counts as upright, as viewers do. */
    static Orientation ofExif(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
    }

    /** The order of the axes of {@code [height, width, channels]} before any is reversed. */
    int[] permutation() {
        return transposed ? new int[] {1, 0, 2} : new int[] {0, 1, 2};
    }

    int[] reversedAxes() {
        return reversedAxes.clone();
    }

    /** What EXIF's first directory tells, and nothing else of it, in {@code exif} from {@code offset} on; upright where the block is damaged or silent. */
    static Orientation ofExif(byte[] exif, int offset) {
        Metadata metadata = new Metadata();
        try {
            new TiffReader().processTiff(new ByteArrayReader(exif), new FirstDirectory(metadata, offset), offset);
        } catch (IOException | TiffProcessingException | RuntimeException damaged) {
            return UPRIGHT;
        }
        ExifIFD0Directory first = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer value = first == null ? null : first.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null ? UPRIGHT : ofExif(value);
    }

    /** Stays out of sub-directories, maker notes and thumbnails: slow, and much code for hostile bytes to attack. */
    static final class FirstDirectory extends ExifTiffHandler {

        FirstDirectory(Metadata metadata, int offset) {
            super(metadata, (Directory) null, offset);
        }

        @Override
        public boolean tryEnterSubIfd(int tagId) {
            return false;
        }

        @Override
        public boolean hasFollowerIfd() {
            return false;
        }
    }
}
