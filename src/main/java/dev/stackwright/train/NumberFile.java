package dev.stackwright.train;

import dev.stackwright.common.Sha256;
import dev.stackwright.prediction.Logits;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers in a temporary file, row by row, little-endian, on their way to the store and back: a table may have more bytes
 * than an array of bytes can hold, and nothing but a small buffer stands in memory beside it. For one thread; closing it
 * deletes the file.
 */
public final class NumberFile implements AutoCloseable {

    /** A multiple of the size of any number. */
    private static final int CHUNK = 1 << 20;

    private final Path path;
    private final ByteBuffer buffer = ByteBuffer.allocate(CHUNK).order(ByteOrder.LITTLE_ENDIAN);

    private NumberFile(Path path) {
        this.path = path;
    }

    /** Work with a file. */
    @FunctionalInterface
    public interface Work<T> {
        T with(NumberFile file) throws IOException;
    }

    /**
     * Gives {@code work} an empty file in {@code java.io.tmpdir}, which is deleted after it.
     *
     * @throws UncheckedIOException where it cannot be written or read
     */
    public static <T> T with(Work<T> work) {
        try (NumberFile file = new NumberFile(Files.createTempFile("numbers", ".bin"))) {
            return work.with(file);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "features need a temporary file in " + System.getProperty("java.io.tmpdir") + "; is the disk full?",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    public Sha256 digest() throws IOException {
        return Sha256.of(path);
    }

    /** Writes float32. */
    public void write(float[] values) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            buffer.clear();
            for (float value : values) {
                buffer.putFloat(value);
                flushWhereFull(channel);
            }
            flush(channel);
        }
    }

    /** Writes float64. */
    public void write(Logits logits) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            buffer.clear();
            for (int row = 0; row < logits.rows(); row++) {
                for (double value : logits.row(row)) {
                    buffer.putDouble(value);
                    flushWhereFull(channel);
                }
            }
            flush(channel);
        }
    }

    /** The first {@code count} numbers as float32. */
    public float[] floats(int count) throws IOException {
        float[] values = new float[count];
        try (FileChannel channel = FileChannel.open(path)) {
            buffer.clear().flip();
            for (int i = 0; i < count; i++) {
                fillWhereEmpty(channel);
                values[i] = buffer.getFloat();
            }
        }
        return values;
    }

    /** The first numbers as float64. */
    public double[][] doubles(int rows, int columns) throws IOException {
        double[][] values = new double[rows][columns];
        try (FileChannel channel = FileChannel.open(path)) {
            buffer.clear().flip();
            for (double[] row : values) {
                for (int i = 0; i < columns; i++) {
                    fillWhereEmpty(channel);
                    row[i] = buffer.getDouble();
                }
            }
        }
        return values;
    }

    private void flushWhereFull(FileChannel channel) throws IOException {
        if (!buffer.hasRemaining()) {
            flush(channel);
        }
    }

    private void flush(FileChannel channel) throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    private void fillWhereEmpty(FileChannel channel) throws IOException {
        if (buffer.hasRemaining()) {
            return;
        }
        buffer.clear();
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // until it is full, or the file ends
        }
        buffer.flip();
        if (!buffer.hasRemaining()) {
            throw new EOFException("the file ends too soon");
        }
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(path);
    }
}
