package dev.stackwright.network;

import dev.stackwright.common.Sha256;
import dev.stackwright.network.Network.WeightShape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * All weights of one network, in the order of its definition (Keras' {@code model.weights}). Immutable by agreement:
 * arrays are not copied.
 *
 * @param origin for people and manifests, e.g. a file name, {@code random (seed 7)} or {@code fine-tuned from …}
 * @param digest over names, shapes and values
 */
public record NetworkWeights(String network, String origin, List<NamedTensor> tensors, Sha256 digest) {

    public NetworkWeights {
        tensors = List.copyOf(tensors);
    }

    /** Computes the digest. */
    public static NetworkWeights of(String network, String origin, List<NamedTensor> tensors) {
        return new NetworkWeights(network, origin, tensors, NamedTensor.digest(tensors));
    }

    /** Whether nothing was learned into them yet; random weights say so in their origin. */
    public boolean fromNothing() {
        return origin.startsWith("random");
    }

    /** Whether weights of such an origin are random or were trained from random ones: training puts its words before. */
    public static boolean beganFromNothing(String origin) {
        return origin.matches("(fine-tuned from )*random.*");
    }

    /** A float32 weight on the heap, C order, e.g. {@code Conv1/kernel [3, 3, 3, 32]}. Not copied: do not change it. */
    @SuppressWarnings("ArrayRecordComponent")
    public record NamedTensor(String name, long[] shape, float[] values) {

        public NamedTensor {
            long size = 1;
            for (long d : shape) {
                size = Math.multiplyExact(size, d);
            }
            if (size != values.length) {
                throw new IllegalArgumentException(name + ": expected " + size + " values for shape "
                        + Arrays.toString(shape) + ", found " + values.length);
            }
        }

        static Sha256 digest(List<NamedTensor> tensors) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                for (NamedTensor t : tensors) {
                    digest.update((t.name + Arrays.toString(t.shape) + "\n").getBytes(StandardCharsets.UTF_8));
                    ByteBuffer bytes =
                            ByteBuffer.allocate(t.values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
                    bytes.asFloatBuffer().put(t.values);
                    digest.update(bytes.array());
                }
                return new Sha256(HexFormat.of().formatHex(digest.digest()));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java runtime has SHA-256", e);
            }
        }
    }

    /** A network's weights by name, known to be exactly those that its definition asks for. */
    public static final class WeightTable {

        private final Map<String, FloatArray> byName = new HashMap<>();

        private WeightTable() {}

        public static WeightTable of(Network network, NetworkWeights weights) {
            List<WeightShape> expected = network.weights();
            List<NamedTensor> found = weights.tensors();
            if (expected.size() != found.size()) {
                throw new IllegalArgumentException(network.title() + ": expected " + expected.size()
                        + " weights, found " + found.size() + " in " + weights.origin());
            }
            WeightTable table = new WeightTable();
            for (int i = 0; i < expected.size(); i++) {
                NamedTensor tensor = found.get(i);
                List<Long> shape = shape(tensor);
                if (!expected.get(i).name().equals(tensor.name())
                        || !expected.get(i).shape().equals(shape)) {
                    throw new IllegalArgumentException(network.title() + ": expected weight " + i + " to be "
                            + expected.get(i).name() + " " + expected.get(i).shape() + ", found " + tensor.name() + " "
                            + shape + " in " + weights.origin());
                }
                table.byName.put(tensor.name(), new FloatArray(tensor.shape(), tensor.values()));
            }
            return table;
        }

        public FloatArray named(String name) {
            FloatArray found = byName.get(name);
            if (found == null) {
                throw new IllegalStateException("expected a weight " + name
                        + ", found none: the drawing asks for it, the" + " inventory does not list it");
            }
            return found;
        }

        private static List<Long> shape(NamedTensor tensor) {
            return Arrays.stream(tensor.shape()).boxed().toList();
        }
    }
}
