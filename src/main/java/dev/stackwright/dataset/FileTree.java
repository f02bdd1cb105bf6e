package dev.stackwright.dataset;

import dev.stackwright.common.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
     * @throws dev.stackwright.common.Cancellation.CancelledException soon after it was asked to stop
     */
    byte[] read(String path, long maxBytes, Cancellation cancellation) throws IOException;

    @Override
    void close();

    /** A file holds more bytes than allowed. */
    final class FileTooLargeException extends IOException {

        private static final long serialVersionUID = 1L;

        FileTooLargeException(long maxBytes) {
            super("it holds more than " + maxBytes + " bytes");
        }
    }

    /** All of {@code in}, or an error once it turns out to hold more than {@code maxBytes}. */
    static byte[] readAll(InputStream in, long maxBytes, Cancellation cancellation) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            cancellation.throwIfRequested();
            bytes.write(buffer, 0, n);
            if (bytes.size() > maxBytes) {
                throw new FileTooLargeException(maxBytes);
            }
        }
        return bytes.toByteArray();
    }
}
