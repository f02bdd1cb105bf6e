package dev.stackwright.train.artifact;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import dev.stackwright.store.ContentStore;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Numbers to blobs and back, bit by bit: float32 for what TensorFlow gives, float64 for logits. Reading throws
 * {@link MissingException} where a blob is not there, whole, or of that shape.
 */
final class ArrayBlobs {

    private final ContentStore blobs;

    ArrayBlobs(ContentStore blobs) {
        this.blobs = blobs;
    }

    /** What was spoken of is not there. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    Table keep(FeatureMatrix matrix) {
        return keep(matrix.rows(), matrix.channels(), matrix.values());
    }

    @SuppressWarnings("ByteBufferBackingArray") // buffer() allocates it whole
    Table keep(int rows, int columns, float[] values) {
        ByteBuffer bytes = buffer(values.length, Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return new Table(rows, columns, blobs.keep(bytes.array()));
    }

    @SuppressWarnings("ByteBufferBackingArray") // buffer() allocates it whole
    Table keep(Logits logits) {
        ByteBuffer bytes = buffer(Math.multiplyExact(logits.rows(), logits.labels()), Double.BYTES);
        for (int row = 0; row < logits.rows(); row++) {
            for (double value : logits.row(row)) {
                bytes.putDouble(value);
            }
        }
        return new Table(logits.rows(), logits.labels(), blobs.keep(bytes.array()));
    }

    FeatureMatrix matrix(Table table) {
        return new FeatureMatrix(table.rows(), table.columns(), floats(table));
    }

    float[] floats(Table table) {
        ByteBuffer bytes = bytes(table, Float.BYTES);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    Logits logits(Table table) {
        ByteBuffer bytes = bytes(table, Double.BYTES);
        double[][] rows = new double[table.rows()][table.columns()];
        for (double[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = bytes.getDouble();
            }
        }
        return Logits.of(rows, table.columns());
    }

    private ByteBuffer bytes(Table table, int width) {
        byte[] bytes = blobs.find(table.content())
                .orElseThrow(() -> new MissingException("the blob " + table.content() + " is missing or damaged"));
        long expected = (long) table.rows() * table.columns() * width;
        if (bytes.length != expected) {
            throw new MissingException(
                    "the blob " + table.content() + ": expected " + expected + " bytes, found " + bytes.length);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer buffer(int values, int width) {
        return ByteBuffer.allocate(Math.multiplyExact(values, width)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
