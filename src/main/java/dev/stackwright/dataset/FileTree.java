package dev.stackwright.dataset;

import java.io.IOException;
import java.util.List;

/** Files by path, wherever they lie: a zip, a folder, objects. Reading is thread-safe. */
interface FileTree extends AutoCloseable {

    /** One file; {@code size} is what the tree says, not yet what was read. */
    record Entry(String path, long size) {}

    /** Every file, no folders; paths are relative, parted by {@code /}, unique. */
    List<Entry> entries();

    /**
     * The bytes of one file.
     *
     * @throws FileTooLargeException when there are more than {@code maxBytes}, after reading no more than that
     */
    byte[] read(String path, long maxBytes) throws IOException;

    @Override
    void close();

    /** A file holds more bytes than allowed. */
    final class FileTooLargeException extends IOException {

        private static final long serialVersionUID = 1L;

        FileTooLargeException(long maxBytes) {
            super("it holds more than " + maxBytes + " bytes");
        }
    }
}
