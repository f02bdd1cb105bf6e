package dev.stackwright.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/** Writes PNGs chunk by chunk, honest ones and others. */
public final class PngBytes {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    private PngBytes() {
        out.writeBytes(SIGNATURE);
    }

    /** A file without a header yet. */
    static PngBytes empty() {
        return new PngBytes();
    }

    /** Colour types: 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
    public static PngBytes begin(int width, int height, int bitDepth, int colourType) {
        return new PngBytes()
                .chunk(
                        "IHDR",
                        ByteBuffer.allocate(13)
                                .putInt(width)
                                .putInt(height)
                                .put((byte) bitDepth)
                                .put((byte) colourType)
                                .array());
    }

    /** An RGB picture of {@code rgb}, row by row. */
    public static byte[] rgb(int width, int height, byte[] rgb) {
        return begin(width, height, 8, 2).pixels(height, rgb).end();
    }

    /** The pixels by formula that the goldens were made of: 97 × 61. */
    public static byte[] formula() {
        byte[] rgb = new byte[97 * 61 * 3];
        for (int y = 0; y < 61; y++) {
            for (int x = 0; x < 97; x++) {
                int at = (y * 97 + x) * 3;
                rgb[at] = (byte) (x * 7 + y * 3);
                rgb[at + 1] = (byte) (x * x + y * 5);
                rgb[at + 2] = (byte) (x * y);
            }
        }
        return rgb;
    }

    public PngBytes chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 crc = new CRC32();
        crc.update(name);
        crc.update(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
        out.writeBytes(name);
        out.writeBytes(data);
        out.writeBytes(ByteBuffer.allocate(4).putInt((int) crc.getValue()).array());
        return this;
    }

    /** The EXIF block of a camera: one tag, the orientation. */
    public static byte[] exif(int orientation) {
        return ByteBuffer.allocate(26)
                .put(new byte[] {'M', 'M', 0, 42})
                .putInt(8)
                .putShort((short) 1)
                .putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0)
                .putInt(0)
                .array();
    }

    /** Rows of samples, each row preceded by filter 0. */
    public PngBytes pixels(int height, byte[] samples) {
        int row = samples.length / height;
        ByteBuffer rows = ByteBuffer.allocate(samples.length + height);
        for (int y = 0; y < height; y++) {
            rows.put((byte) 0).put(samples, y * row, row);
        }
        Deflater deflater = new Deflater();
        deflater.setInput(rows.array());
        deflater.finish();
        byte[] packed = new byte[rows.capacity() + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        return chunk("IDAT", java.util.Arrays.copyOf(packed, length));
    }

    /** Bytes of any kind, deflated to one chunk. */
    PngBytes deflated(byte[] inflated) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(packed)) {
            deflater.write(inflated);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return chunk("IDAT", packed.toByteArray());
    }

    public byte[] end() {
        chunk("IEND", new byte[0]);
        return out.toByteArray();
    }
}
