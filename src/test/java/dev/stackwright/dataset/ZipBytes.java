package dev.stackwright.dataset;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zips byte by byte (PKWARE APPNOTE 6.3, section 4.3), honest ones and others. */
public final class ZipBytes {

    private static final int UTF8 = 0x0800;
    private static final int ENCRYPTED = 0x0001;
    private static final int REGULAR = 0100644 << 16;
    private static final int SYMLINK = 0120777 << 16;
    private static final short STORED = 0;
    private static final short DEFLATED = 8;

    private final ByteArrayOutputStream files = new ByteArrayOutputStream();
    private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
    private int entries;
    private byte[] extra = {};
    private byte[] comment = {};

    public ZipBytes stored(String name, byte[] content) {
        return entry(name, content, content.length, crc(content), STORED, UTF8, REGULAR);
    }

    public ZipBytes symlink(String name, String target) {
        byte[] content = target.getBytes(StandardCharsets.UTF_8);
        return entry(name, content, content.length, crc(content), STORED, UTF8, SYMLINK);
    }

    public ZipBytes encrypted(String name, byte[] content) {
        return entry(name, content, content.length, crc(content), STORED, UTF8 | ENCRYPTED, REGULAR);
    }

    /** A name in bytes that does not say its encoding. */
    ZipBytes silent(byte[] name, byte[] content) {
        return entry(name, content, content.length, crc(content), STORED, 0, REGULAR);
    }

    /** Bytes that were packed by any method. */
    ZipBytes packed(String name, byte[] packed, byte[] content, int method) {
        return entry(name, packed, content.length, crc(content), (short) method, UTF8, REGULAR);
    }

    /** Bytes with the checksum of others. */
    ZipBytes wrongChecksum(String name, byte[] content) {
        return entry(name, content, content.length, crc(content) + 1, STORED, UTF8, REGULAR);
    }

    /** Says by Zip64's extra field that it holds {@code declared} bytes. */
    ZipBytes zip64(String name, byte[] content, long declared) {
        extra = little(20)
                .putShort((short) 1)
                .putShort((short) 16)
                .putLong(declared)
                .putLong(content.length)
                .array();
        ZipBytes same = entry(name, content, -1, crc(content), STORED, UTF8, REGULAR);
        extra = new byte[0];
        return same;
    }

    /** Says that {@code content}, once inflated, has {@code declared} bytes. */
    public ZipBytes deflated(String name, byte[] content, long declared) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        deflater.setInput(content);
        deflater.finish();
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        while (!deflater.finished()) {
            packed.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        return entry(name, packed.toByteArray(), declared, crc(content), DEFLATED, UTF8, REGULAR);
    }

    private ZipBytes entry(String name, byte[] data, long size, int crc, short method, int flags, int attributes) {
        return entry(name.getBytes(StandardCharsets.UTF_8), data, size, crc, method, flags, attributes);
    }

    @SuppressWarnings("ByteBufferBackingArray") // little() allocates them whole
    private ZipBytes entry(byte[] name, byte[] data, long size, int crc, short method, int flags, int attributes) {
        int offset = files.size();
        ByteBuffer common = little(26);
        common.putShort((short) 20)
                .putShort((short) flags)
                .putShort(method)
                .putInt(0)
                .putInt(crc);
        common.putInt(extra.length > 0 ? -1 : data.length)
                .putInt((int) size)
                .putShort((short) name.length)
                .putShort((short) extra.length);
        files.writeBytes(little(4).putInt(0x04034b50).array());
        files.writeBytes(common.array());
        files.writeBytes(name);
        files.writeBytes(extra);
        files.writeBytes(data);
        directory.writeBytes(
                little(6).putInt(0x02014b50).putShort((short) (3 << 8 | 20)).array());
        directory.writeBytes(common.array());
        directory.writeBytes(little(14)
                .putShort((short) 0)
                .putInt(0)
                .putInt(attributes)
                .putInt(offset)
                .array());
        directory.writeBytes(name);
        directory.writeBytes(extra);
        entries++;
        return this;
    }

    /** Lists the file that was added first once more, under another name. */
    public ZipBytes again(String name) {
        return overlapping(name, 0);
    }

    /** Lists what was added first once more, as if it began at another place within it. */
    public ZipBytes overlapping(String name, int at) {
        byte[] first = files.toByteArray();
        directory.writeBytes(
                little(6).putInt(0x02014b50).putShort((short) (3 << 8 | 20)).array());
        directory.writeBytes(java.util.Arrays.copyOfRange(first, 4, 26));
        directory.writeBytes(
                little(4).putShort((short) name.length()).putShort((short) 0).array());
        directory.writeBytes(little(14)
                .putShort((short) 0)
                .putInt(0)
                .putInt(REGULAR)
                .putInt(at)
                .array());
        directory.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        entries++;
        return this;
    }

    /** Ends with a comment of {@code length} bytes, at most 65,535. */
    ZipBytes comment(int length) {
        comment = new byte[length];
        return this;
    }

    public byte[] bytes() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(files.toByteArray());
        all.writeBytes(directory.toByteArray());
        all.writeBytes(little(22)
                .putInt(0x06054b50)
                .putInt(0)
                .putShort((short) entries)
                .putShort((short) entries)
                .putInt(directory.size())
                .putInt(files.size())
                .putShort((short) comment.length)
                .array());
        all.writeBytes(comment);
        return all.toByteArray();
    }

    Path write(Path file) {
        try {
            return Files.write(file, bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int crc(byte[] content) {
        CRC32 crc = new CRC32();
        crc.update(content);
        return (int) crc.getValue();
    }

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
