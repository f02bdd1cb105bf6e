package dev.stackwright.image;

import com.drew.imaging.tiff.TiffProcessingException;
import com.drew.imaging.tiff.TiffReader;
import com.drew.lang.ByteArrayReader;
import com.drew.metadata.Directory;
import com.drew.metadata.Metadata;
import com.drew.metadata.exif.ExifIFD0Directory;
import com.drew.metadata.exif.ExifTiffHandler;
import java.io.IOException;

/** Reads the orientation from EXIF's first directory, and nothing else of it. */
final class ExifOrientation {

    private ExifOrientation() {}

    /** The orientation told by {@code exif} from {@code offset} on; upright where the block is damaged or silent. */
    static Orientation read(byte[] exif, int offset) {
        Metadata metadata = new Metadata();
        try {
            new TiffReader().processTiff(new ByteArrayReader(exif), new FirstDirectory(metadata, offset), offset);
        } catch (IOException | TiffProcessingException | RuntimeException damaged) {
            return Orientation.UPRIGHT;
        }
        ExifIFD0Directory first = metadata.getFirstDirectoryOfType(ExifIFD0Directory.class);
        Integer value = first == null ? null : first.getInteger(ExifIFD0Directory.TAG_ORIENTATION);
        return value == null ? Orientation.UPRIGHT : Orientation.ofExif(value);
    }

    /** Stays out of sub-directories, maker notes and thumbnails: slow, and a wide door for hostile bytes. */
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
