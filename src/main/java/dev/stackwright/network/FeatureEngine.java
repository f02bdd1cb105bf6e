package dev.stackwright.network;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;

/** What computes the features of networks. Thread-safe. */
public interface FeatureEngine {

    /**
     * Opens a network without its head, batch norm folded; the caller closes it.
     *
     * @throws IllegalArgumentException when weights do not fit the network, or the size is too small for it
     */
    Extractor extractor(Network network, NetworkWeights weights, ImageSpec spec);

    /** What the last digits of features depend on, beside the network. */
    Computation computation();

    /** A network up to its pooled features. Thread-safe. Owns native memory; close it. */
    interface Extractor extends AutoCloseable {

        /**
         * {@code [count, size, size, 3]} uint8 → {@code [count, channels]} float32.
         *
         * @throws IllegalArgumentException when the batch has another image spec
         */
        FeatureMatrix features(PixelBatch batch);

        @Override
        void close();
    }

    /**
     * Engine, device and precision of a computation; lower case, fit for a key.
     *
     * @param precision of matrix products and convolutions
     */
    record Computation(String engine, String version, String device, String precision) {

        /** All of it in one word, e.g. {@code tensorflow-2.18.0-cpu-float32}. */
        public String brief() {
            return engine + "-" + version + "-" + device + "-" + precision;
        }
    }
}
