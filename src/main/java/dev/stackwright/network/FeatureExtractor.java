package dev.stackwright.network;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;

/**
 * A frozen network (batch norm folded) up to its pooled features. Thread-safe. Owns a native graph and session; close
 * it.
 */
public final class FeatureExtractor implements AutoCloseable {

    private FeatureExtractor() {}

    public static FeatureExtractor open(Network network, NetworkWeights weights, ImageSpec spec) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** {@code [count, size, size, 3]} uint8 → {@code [count, channels]} float32. */
    public FeatureMatrix features(PixelBatch batch) {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
