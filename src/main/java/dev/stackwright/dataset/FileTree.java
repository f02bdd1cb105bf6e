package dev.stackwright.dataset;

import dev.stackwright.common.Cancellation;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Files by path, wherever they lie: a zip, a folder, objects. Reading is thread-safe. */
interface FileTree extends AutoCloseable {

    /**
     * One file.
     *
     * @param size what the tree says, not yet what was read
     * @param fault why it cannot be read, where that is known from the listing
     */
    record Entry(String path, long size, @Nullable String fault) {}

    /** Every file, no folders, as {@link FileNames} lists them; remarks on names come with {@link #remarks}. */
    List<Entry> entries();

    /** For people: what was taken for granted about the files' names. */
    default List<String> remarks() {
        return List.of();
    }

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

    /** Why a file cannot be read, in words. */
    static String reason(Exception error) {
        if (error instanceof AccessDeniedException) {
            return "it may not be read: its permissions do not allow it";
        }
        if (error instanceof NoSuchFileException || error instanceof FileNotFoundException) {
            return "it is not there any longer";
        }
        String message = error.getMessage();
        return message == null || message.isBlank()
                ? "it cannot be read (" + error.getClass().getSimpleName() + ")"
                : message;
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
