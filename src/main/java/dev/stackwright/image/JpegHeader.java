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
    /** Cameras write 1 to 10. Each costs a pass over all pixels, and a hostile one takes a dozen bytes. */
    private static final int MOST_SCANS = 200;

    private static final byte MARKER = (byte) 0xFF;
    private static final byte START_OF_SCAN = (byte) 0xDA;
    private static final int HEIGHT_AT = 1;
    private static final int WIDTH_AT = 3;

    static {
        WANTED.add(JpegSegmentType.APP1);
    }

    private JpegHeader() {}

    static ImageHeader read(byte[] encoded) throws JpegProcessingException, IOException, ImageRejectedException {
        requireFewScans(encoded);
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

    /** Within a scan, a byte 0xFF is followed by 0 or a restart marker: what looks like a scan's start is one. */
    private static void requireFewScans(byte[] encoded) throws ImageRejectedException {
        int scans = 0;
        for (int i = 1; i < encoded.length; i++) {
            if (encoded[i] == START_OF_SCAN && encoded[i - 1] == MARKER) {
                scans++;
            }
        }
        if (scans > MOST_SCANS) {
            throw ImageHeader.corrupt(ImageFormat.JPEG, "it has " + scans + " scans", null);
        }
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
