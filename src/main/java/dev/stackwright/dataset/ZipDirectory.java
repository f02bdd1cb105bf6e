package dev.stackwright.dataset;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Counts the entries of a zip's directory (PKWARE APPNOTE 4.3.12 to 4.3.16) and keeps none: 46 bytes in a file become ten
 * times as much on the heap, so a zip of some hundred megabytes can fill it by its directory alone. The number that the
 * zip says is not trusted. Finds the directory as Commons Compress does, by the last end record.
 */
final class ZipDirectory {

    private static final int HEADER = 0x02014b50;
    private static final int HEADER_BYTES = 46;
    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int LONGEST_COMMENT = 65_535;
    private static final int END_LOCATOR_64 = 0x07064b50;
    private static final int END_LOCATOR_64_BYTES = 20;
    private static final int END_64_BYTES = 56;

    private final FileChannel channel;

    private ZipDirectory(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * How many entries {@code zip} lists, counted to one more than {@code most}; none where there is no directory. Needs
     * the same small memory whatever the zip.
     */
    static long entries(Path zip, long most) throws IOException {
        try (FileChannel channel = FileChannel.open(zip)) {
            ZipDirectory directory = new ZipDirectory(channel);
            long start = directory.start();
            return start < 0 || start >= channel.size() ? 0 : directory.count(start, most);
        }
    }

    private long count(long start, long most) throws IOException {
        channel.position(start);
        InputStream in = new BufferedInputStream(Channels.newInputStream(channel), 1 << 16);
        byte[] header = new byte[HEADER_BYTES];
        ByteBuffer fields = ByteBuffer.wrap(header).order(ByteOrder.LITTLE_ENDIAN);
        long entries = 0;
        try {
            while (entries <= most
                    && in.readNBytes(header, 0, HEADER_BYTES) == HEADER_BYTES
                    && fields.getInt(0) == HEADER) {
                entries++;
                in.skipNBytes(unsigned(fields, 28) + unsigned(fields, 30) + unsigned(fields, 32));
            }
        } catch (EOFException e) {
            // the last entry is cut off, which whoever reads it will say
        }
        return entries;
    }

    /** Where the directory begins, or −1 where none is found. */
    private long start() throws IOException {
        long size = channel.size();
        ByteBuffer tail = read(Math.max(0, size - END_BYTES - LONGEST_COMMENT), size);
        int end = tail.limit() - END_BYTES;
        while (end >= 0 && tail.getInt(end) != END) {
            end--;
        }
        if (end < 0) {
            return -1;
        }
        long position = size - tail.limit() + end;
        ByteBuffer locator = read(Math.max(0, position - END_LOCATOR_64_BYTES), position);
        if (locator.limit() == END_LOCATOR_64_BYTES && locator.getInt(0) == END_LOCATOR_64) {
            long end64 = locator.getLong(8);
            return end64 < 0 || end64 > size - END_64_BYTES
                    ? -1
                    : read(end64, end64 + END_64_BYTES).getLong(48);
        }
        long length = Integer.toUnsignedLong(tail.getInt(end + 12));
        long offset = Integer.toUnsignedLong(tail.getInt(end + 16));
        // what stands before the zip, as in one that unpacks itself, is not counted by its offsets
        return offset + Math.max(0, position - length - offset);
    }

    private ByteBuffer read(long from, long to) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate((int) (to - from)).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) >= 0) {
            // until it is full
        }
        return bytes.flip();
    }

    private static int unsigned(ByteBuffer fields, int at) {
        return Short.toUnsignedInt(fields.getShort(at));
    }

    /**
     * The encoding of a zip's names that do not say theirs (PKWARE APPNOTE, appendix D: CP437; in practice UTF-8 by macOS
     * and many libraries, or the code page of a Windows, in Japan Shift-JIS). One for the whole zip. Pure.
     */
    static final class ZipNames {

        private static final Charset CP437 = Charset.forName("IBM437");
        private static final Charset SHIFT_JIS = Charset.forName("windows-31j");

        /** Without half-width Katakana, which are single bytes and so fit nearly everything. */
        private static final Pattern JAPANESE =
                Pattern.compile("[\\x00-\\x7F\\p{IsHiragana}\\p{IsHan}\\u3000-\\u303F\\u30A0-\\u30FF"
                        + "\\u31F0-\\u31FF\\uFF01\\uFF08\\uFF09\\uFF1F]*");

        /** European letters before Latin ones decode to single Kanji within words, which nobody writes. */
        private static final Pattern STRAY = Pattern.compile(
                "(?<![^\\x00-\\x7F])[^\\x00-\\x7F](?=[A-Za-z])|(?<=[A-Za-z])[^\\x00-\\x7F](?![^\\x00-\\x7F])");

        private ZipNames() {}

        /** The charset in which all names are what people write; CP437 where no other is. */
        static Charset of(Collection<byte[]> names) {
            if (names.stream()
                    .allMatch(name -> decoded(name, StandardCharsets.UTF_8).isPresent())) {
                return StandardCharsets.UTF_8;
            }
            boolean japanese = names.stream()
                    .allMatch(name -> decoded(name, SHIFT_JIS)
                            .filter(ZipNames::isJapanese)
                            .isPresent());
            return japanese ? SHIFT_JIS : CP437;
        }

        /** As people call it. */
        static String title(Charset charset) {
            return charset.equals(SHIFT_JIS) ? "Shift-JIS" : charset.equals(CP437) ? "CP437" : charset.name();
        }

        private static boolean isJapanese(String name) {
            return JAPANESE.matcher(name).matches() && !STRAY.matcher(name).find();
        }

        private static Optional<String> decoded(byte[] name, Charset charset) {
            try {
                return Optional.of(
                        charset.newDecoder().decode(ByteBuffer.wrap(name)).toString());
            } catch (CharacterCodingException e) {
                return Optional.empty();
            }
        }
    }
}
