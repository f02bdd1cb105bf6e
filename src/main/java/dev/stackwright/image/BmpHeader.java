package dev.stackwright.image;

import dev.stackwright.image.ImageRejectedException.Reason;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Size of a BMP (Windows GDI, BITMAPFILEHEADER and BITMAPINFOHEADER; OS/2 BITMAPCOREHEADER). */
final class BmpHeader {

    private static final int PIXELS_AT = 10;
    private static final int HEADER_AT = 14;
    private static final int CORE_HEADER = 12;
    /** Plain, run lengths of 8 and 4 bits, and bit fields; 4 and 5 embed a whole JPEG or PNG of any size. */
    private static final int LAST_KNOWN_COMPRESSION = 3;

    private BmpHeader() {}

    /** Fails by an index error where the bytes end too soon. */
    static ImageHeader read(byte[] encoded) throws ImageRejectedException {
        ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
        long pixelsAt = Integer.toUnsignedLong(in.getInt(PIXELS_AT));
        if (pixelsAt >= encoded.length) {
            throw ImageHeader.corrupt(ImageFormat.BMP, "it ends before its pixels begin", null);
        }
        if (in.getInt(HEADER_AT) == CORE_HEADER) {
            int width = Short.toUnsignedInt(in.getShort(HEADER_AT + 4));
            int height = Short.toUnsignedInt(in.getShort(HEADER_AT + 6));
            int bits = Short.toUnsignedInt(in.getShort(HEADER_AT + 10));
            return checked(width, height, bits, true, encoded.length - pixelsAt);
        }
        int compression = in.getInt(HEADER_AT + 16);
        if (compression < 0 || compression > LAST_KNOWN_COMPRESSION) {
            throw new ImageRejectedException(
                    Reason.UNSUPPORTED_FORMAT,
                    "expected a BMP with pixels of its own, found compression " + compression + "; convert it",
                    null);
        }
        // a negative height means rows from top to bottom
        return checked(
                in.getInt(HEADER_AT + 4),
                Math.abs(in.getInt(HEADER_AT + 8)),
                Short.toUnsignedInt(in.getShort(HEADER_AT + 14)),
                compression == 0 || compression == LAST_KNOWN_COMPRESSION,
                encoded.length - pixelsAt);
    }

    private static ImageHeader checked(int width, int height, int bits, boolean plain, long found)
            throws ImageRejectedException {
        ImageHeader header = ImageHeader.whole(ImageFormat.BMP, width, height, true, Orientation.UPRIGHT);
        long rowBytes = ((long) width * bits + 31) / 32 * 4;
        if (plain && width > 0 && height > 0 && found / height < rowBytes) {
            throw ImageHeader.corrupt(
                    ImageFormat.BMP, "its " + width + " × " + height + " pixels are not all there", null);
        }
        return header;
    }
}
