package dev.stackwright.train.artifact;

import dev.stackwright.common.Sha256;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.NamedTensor;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.WeightShape;
import dev.stackwright.prediction.Logits;
import dev.stackwright.store.ContentStore;
import dev.stackwright.train.TrainedMember.Weights;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Numbers to blobs and back, bit by bit: float32 for what TensorFlow gives, float64 for logits. Reading throws
 * {@link MissingException} where a blob is not there, whole, or of that shape.
 */
final class ArrayBlobs {

    private final ContentStore blobs;

    ArrayBlobs(ContentStore blobs) {
        this.blobs = blobs;
    }

    /**
     * Numbers in a blob, row by row, little-endian.
     *
     * @param content names the blob
     */
    record Array(int rows, int columns, Sha256 content) {

        Array {
            if (rows < 0 || columns < 1) {
                throw new IllegalArgumentException(
                        "expected rows from 0 and columns from 1 on, found " + rows + " and " + columns);
            }
        }
    }

    /** What was spoken of is not there. */
    static final class MissingException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        MissingException(String message) {
            super(message);
        }
    }

    Array keep(FeatureMatrix matrix) {
        return keep(matrix.rows(), matrix.channels(), matrix.values());
    }

    @SuppressWarnings("ByteBufferBackingArray") // buffer() allocates it whole
    Array keep(int rows, int columns, float[] values) {
        ByteBuffer bytes = buffer(values.length, Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return new Array(rows, columns, blobs.keep(bytes.array()));
    }

    @SuppressWarnings("ByteBufferBackingArray") // buffer() allocates it whole
    Array keep(Logits logits) {
        ByteBuffer bytes = buffer(Math.multiplyExact(logits.rows(), logits.labels()), Double.BYTES);
        for (int row = 0; row < logits.rows(); row++) {
            for (double value : logits.row(row)) {
                bytes.putDouble(value);
            }
        }
        return new Array(logits.rows(), logits.labels(), blobs.keep(bytes.array()));
    }

    /** As one row, in the order of the network's definition, which has their names and shapes. */
    Array keep(NetworkWeights weights) {
        int size = weights.tensors().stream().mapToInt(t -> t.values().length).reduce(0, Math::addExact);
        float[] all = new float[size];
        int at = 0;
        for (NamedTensor tensor : weights.tensors()) {
            System.arraycopy(tensor.values(), 0, all, at, tensor.values().length);
            at += tensor.values().length;
        }
        return keep(1, size, all);
    }

    FeatureMatrix matrix(Array array) {
        return new FeatureMatrix(array.rows(), array.columns(), floats(array));
    }

    float[] floats(Array array) {
        ByteBuffer bytes = bytes(array, Float.BYTES);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    Logits logits(Array array) {
        ByteBuffer bytes = bytes(array, Double.BYTES);
        double[][] rows = new double[array.rows()][array.columns()];
        for (double[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                row[i] = bytes.getDouble();
            }
        }
        return Logits.of(rows, array.columns());
    }

    /** @throws IllegalArgumentException when they are not those that {@code as} names */
    NetworkWeights weights(Array array, Network network, Weights as) {
        float[] all = floats(array);
        List<NamedTensor> tensors = new ArrayList<>();
        int at = 0;
        for (WeightShape shape : network.weights()) {
            int next = at + Math.toIntExact(shape.size());
            tensors.add(shape.tensor(Arrays.copyOfRange(all, at, next)));
            at = next;
        }
        NetworkWeights weights = NetworkWeights.of(network.name(), as.origin(), tensors);
        if (at != all.length || !as.are(weights)) {
            throw new IllegalArgumentException(
                    "expected " + as + ", found " + all.length + " numbers with the digest " + weights.digest());
        }
        return weights;
    }

    private ByteBuffer bytes(Array array, int width) {
        byte[] bytes = blobs.find(array.content())
                .orElseThrow(() -> new MissingException("the blob " + array.content() + " is missing or damaged"));
        long expected = (long) array.rows() * array.columns() * width;
        if (bytes.length != expected) {
            throw new MissingException(
                    "the blob " + array.content() + ": expected " + expected + " bytes, found " + bytes.length);
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer buffer(int values, int width) {
        return ByteBuffer.allocate(Math.multiplyExact(values, width)).order(ByteOrder.LITTLE_ENDIAN);
    }
}
