package dev.stackwright.train.artifact;

import dev.stackwright.common.Sha256;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.Network.WeightShape;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.prediction.Logits;
import dev.stackwright.store.ContentStore;
import dev.stackwright.train.NumberFile;
import dev.stackwright.train.TrainedMember.Weights;
import java.nio.file.Files;
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

        /** Of the blob, where a number has {@code width} of them; may be more than an int holds. */
        long bytes(int width) {
            return (long) rows * columns * width;
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

    Array keep(int rows, int columns, float[] values) {
        return NumberFile.with(file -> {
            file.write(values);
            return new Array(rows, columns, blobs.keep(file.path()));
        });
    }

    Array keep(Logits logits) {
        return NumberFile.with(file -> {
            file.write(logits);
            return new Array(logits.rows(), logits.labels(), blobs.keep(file.path()));
        });
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
        return read(array, Float.BYTES, file -> file.floats(Math.multiplyExact(array.rows(), array.columns())));
    }

    Logits logits(Array array) {
        double[][] rows = read(array, Double.BYTES, file -> file.doubles(array.rows(), array.columns()));
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

    private <T> T read(Array array, int width, NumberFile.Work<T> work) {
        return NumberFile.with(file -> {
            if (!blobs.fetch(array.content(), file.path())) {
                throw new MissingException("the blob " + array.content() + " is missing or damaged");
            }
            long found = Files.size(file.path());
            if (found != array.bytes(width)) {
                throw new MissingException(
                        "the blob " + array.content() + ": expected " + array.bytes(width) + " bytes, found " + found);
            }
            return work.with(file);
        });
    }
}
