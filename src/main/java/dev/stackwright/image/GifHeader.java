package dev.stackwright.image;

import dev.stackwright.image.ImageHeader.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Logical screen and first frame of a GIF (CompuServe GIF89a, sections 18 to 23). */
final class GifHeader {

    private static final int SIGNATURE = 6;
    private static final int COLOUR_TABLE = 0x80;
    private static final int IMAGE = 0x2C;
    private static final int EXTENSION = 0x21;

    private GifHeader() {}

    /** Fails by an index or buffer error where the bytes end too soon. */
    static ImageHeader read(byte[] encoded) throws ImageRejectedException {
        ByteBuffer in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).position(SIGNATURE);
        int width = Short.toUnsignedInt(in.getShort());
        int height = Short.toUnsignedInt(in.getShort());
        int flags = Byte.toUnsignedInt(in.get());
        skip(in, 2);
        if ((flags & COLOUR_TABLE) != 0) {
            skip(in, 3 << ((flags & 7) + 1));
        }
        int block = Byte.toUnsignedInt(in.get());
        while (block == EXTENSION) {
            skip(in, 1);
            for (int size = Byte.toUnsignedInt(in.get()); size > 0; size = Byte.toUnsignedInt(in.get())) {
                skip(in, size);
            }
            block = Byte.toUnsignedInt(in.get());
        }
        if (block != IMAGE) {
            throw ImageHeader.corrupt(ImageFormat.GIF, "it has no frame", null);
        }
        Frame frame = new Frame(
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()),
                Short.toUnsignedInt(in.getShort()));
        // some writers leave the screen empty and mean the first frame
        return width == 0 || height == 0
                ? ImageHeader.whole(ImageFormat.GIF, frame.width(), frame.height(), true, Orientation.UPRIGHT)
                : new ImageHeader(ImageFormat.GIF, width, height, frame, true, Orientation.UPRIGHT);
    }

    private static void skip(ByteBuffer in, int bytes) {
        in.position(in.position() + bytes);
    }
}
