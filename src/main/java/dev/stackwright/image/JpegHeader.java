package dev.stackwright.image;

import com.drew.imaging.jpeg.JpegProcessingException;
import com.drew.imaging.jpeg.JpegSegmentData;
import com.drew.imaging.jpeg.JpegSegmentReader;
import com.drew.imaging.jpeg.JpegSegmentType;
import com.drew.lang.SequentialByteArrayReader;
import com.drew.metadata.exif.ExifReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;

/** Size and orientation of a JPEG from its segments before the first scan (ITU-T T.81, B.2.2: start of frame). */
final class JpegHeader {

    private static final Set<JpegSegmentType> FRAMES = EnumSet.range(JpegSegmentType.SOF0, JpegSegmentType.SOF15);
    private static final Set<JpegSegmentType> WANTED = EnumSet.copyOf(FRAMES);
    private static final int HEIGHT_AT = 1;
    private static final int WIDTH_AT = 3;

    static {
        WANTED.add(JpegSegmentType.APP1);
    }

    private JpegHeader() {}

    static ImageHeader read(byte[] encoded) throws JpegProcessingException, IOException {
        JpegSegmentData segments = JpegSegmentReader.readSegments(new SequentialByteArrayReader(encoded), WANTED);
        int width = 0;
        int height = 0;
        for (JpegSegmentType type : FRAMES) {
            for (byte[] frame : segments.getSegments(type)) {
                ByteBuffer fields = ByteBuffer.wrap(frame);
                height = Math.max(height, Short.toUnsignedInt(fields.getShort(HEIGHT_AT)));
                width = Math.max(width, Short.toUnsignedInt(fields.getShort(WIDTH_AT)));
            }
        }
        return ImageHeader.whole(ImageFormat.JPEG, width, height, false, orientation(segments));
    }

    private static Orientation orientation(JpegSegmentData segments) {
        for (byte[] app1 : segments.getSegments(JpegSegmentType.APP1)) {
            if (ExifReader.startsWithJpegExifPreamble(app1)) {
                return ExifOrientation.read(app1, ExifReader.JPEG_SEGMENT_PREAMBLE.length());
            }
        }
        return Orientation.UPRIGHT;
    }
}
