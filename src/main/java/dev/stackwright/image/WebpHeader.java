package dev.stackwright.image;

import dev.stackwright.image.ImageHeader.Frame;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Size, first frame and orientation of a WebP (RFC 9649, sections 2 and 3). What the bit stream says counts beside what
 * the container says: a decoder allocates by either.
 */
final class WebpHeader {

    private static final int FIRST_CHUNK = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int VP8_SIZE_AT = 6;
    private static final int SIZE_14_BITS = 0x3FFF;
    /** Of the chunk VP8X: flags and the size of the canvas. */
    private static final int EXTENDED_SIZE = 10;

    private static final int ALPHA = 0x10;
    /** More than any writer fills up with, and than a decoder reads ahead. */
    private static final int CUT = 64;

    private final ByteBuffer in;
    private int width;
    private int height;
    private Frame frame = new Frame(0, 0, 0, 0);
    private int firstFrom;
    private int firstTo;
    private int losslessAt;
    private int losslessSize;
    private Orientation orientation = Orientation.UPRIGHT;

    private WebpHeader(byte[] encoded) {
        in = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Fails by an index error where the bytes end too soon. */
    static ImageHeader read(byte[] encoded) throws ImageRejectedException {
        WebpHeader header = walked(encoded);
        return new ImageHeader(ImageFormat.WEBP, header.width, header.height, header.frame, true, header.orientation);
    }

    /** {@code encoded} where it is a still picture, else a still picture of the first frame alone. */
    static byte[] still(byte[] encoded) throws ImageRejectedException {
        WebpHeader header = walked(encoded);
        return header.firstTo == 0 ? encoded : header.firstFrame();
    }

    /**
     * A lossless picture without its last bytes, which a decoder cannot do without: where it can, it has lost its way
     * through damaged bytes and made up the rest. Empty for lossy and tiny pictures.
     */
    static Optional<byte[]> cutShort(byte[] encoded) throws ImageRejectedException {
        WebpHeader header = walked(encoded);
        if (header.losslessSize < 2 * CUT) {
            return Optional.empty();
        }
        int size = (header.losslessSize - CUT) / 2 * 2;
        ByteBuffer out = ByteBuffer.allocate(FIRST_CHUNK + CHUNK_HEADER + size).order(ByteOrder.LITTLE_ENDIAN);
        out.put(encoded, 0, 4).putInt(out.capacity() - CHUNK_HEADER);
        out.put("WEBPVP8L".getBytes(StandardCharsets.US_ASCII)).putInt(size);
        return Optional.of(out.put(encoded, header.losslessAt, size).array());
    }

    private static WebpHeader walked(byte[] encoded) throws ImageRejectedException {
        WebpHeader header = new WebpHeader(encoded);
        long end = CHUNK_HEADER + Integer.toUnsignedLong(header.in.getInt(4));
        if (end > encoded.length) {
            throw tooShort();
        }
        header.chunks(FIRST_CHUNK, (int) end);
        return header;
    }

    private byte[] firstFrame() {
        int length = FIRST_CHUNK + CHUNK_HEADER + EXTENDED_SIZE + firstTo - firstFrom;
        ByteBuffer out = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        out.put(in.array(), 0, 4).putInt(length - CHUNK_HEADER);
        out.put("WEBPVP8X".getBytes(StandardCharsets.US_ASCII)).putInt(EXTENDED_SIZE);
        out.putInt(ALPHA);
        for (int edge : new int[] {frame.width() - 1, frame.height() - 1}) {
            out.putShort((short) edge).put((byte) (edge >> 16));
        }
        return out.put(in.array(), firstFrom, firstTo - firstFrom).array();
    }

    private static ImageRejectedException tooShort() {
        return ImageHeader.corrupt(ImageFormat.WEBP, "it ends too soon", null);
    }

    private void chunks(int from, int to) throws ImageRejectedException {
        int at = from;
        while (at + CHUNK_HEADER <= to) {
            long size = Integer.toUnsignedLong(in.getInt(at + 4));
            int data = at + CHUNK_HEADER;
            if (size > to - data) {
                throw tooShort();
            }
            chunk(fourCc(at), data, (int) size);
            at = (int) Math.min(to, data + size + (size & 1));
        }
    }

    private void chunk(String name, int at, int size) throws ImageRejectedException {
        switch (name) {
            case "VP8X" -> {
                width = 1 + int24(at + 4);
                height = 1 + int24(at + 7);
            }
            case "VP8 " ->
                picture(in.getShort(at + VP8_SIZE_AT) & SIZE_14_BITS, in.getShort(at + VP8_SIZE_AT + 2) & SIZE_14_BITS);
            case "VP8L" -> {
                losslessAt = at;
                losslessSize = size;
                int bits = in.getInt(at + 1);
                picture(1 + (bits & SIZE_14_BITS), 1 + (bits >>> 14 & SIZE_14_BITS));
            }
            case "ANMF" -> {
                if (frame.width() == 0) {
                    frame = new Frame(2 * int24(at), 2 * int24(at + 3), 1 + int24(at + 6), 1 + int24(at + 9));
                    firstFrom = at + FRAME_HEADER;
                    firstTo = at + size;
                    chunks(firstFrom, firstTo);
                }
            }
            case "EXIF" -> orientation = exif(at, size);
            default -> {}
        }
    }

    /** Of the container's and the bit stream's word for it, the larger. */
    private void picture(int streamWidth, int streamHeight) {
        frame = new Frame(
                frame.left(),
                frame.top(),
                Math.max(frame.width(), streamWidth),
                Math.max(frame.height(), streamHeight));
        if (width == 0) {
            width = streamWidth;
            height = streamHeight;
        }
    }

    private Orientation exif(int at, int size) {
        byte[] exif = new byte[size];
        in.get(at, exif);
        return Orientation.ofExif(exif, exif.length > 1 && exif[0] == 'E' ? "Exif\0\0".length() : 0);
    }

    private String fourCc(int at) {
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < 4; i++) {
            name.append((char) in.get(at + i));
        }
        return name.toString();
    }

    private int int24(int at) {
        return Short.toUnsignedInt(in.getShort(at)) | Byte.toUnsignedInt(in.get(at + 2)) << 16;
    }
}
