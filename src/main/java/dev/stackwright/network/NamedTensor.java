package dev.stackwright.network;

import dev.stackwright.common.Sha256;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

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
