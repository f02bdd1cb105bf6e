package dev.stackwright.tensorflow;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FeatureEngine;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * A frozen network (batch norm folded) up to its pooled features. Thread-safe. Owns a native graph and session; close
 * it.
 */
public final class FeatureExtractor implements FeatureEngine.Extractor {

    private final ImageSpec spec;
    private final int channels;
    private final int atOnce;
    private final GraphSession opened;
    private final Session session;
    private final Operand<TUint8> pixels;
    private final Operand<TFloat32> features;

    private FeatureExtractor(Network network, NetworkWeights weights, ImageSpec spec, Devices devices) {
        this.spec = spec;
        this.channels = network.channels();
        this.opened = new GraphSession(devices);
        this.atOnce = devices.imagesAtOnce(spec.size());
        try {
            Ops tf = Ops.create(opened.graph());
            Shape shape = Shape.of(-1, spec.size(), spec.size(), ImageSpec.CHANNELS);
            this.pixels = tf.placeholder(TUint8.class, Placeholder.shape(shape));
            this.features = FrozenNetwork.features(tf, network, weights, pixels);
            this.session = opened.session();
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /**
     * Opens a network without its head; the caller closes it.
     *
     * @throws IllegalArgumentException when weights do not fit the network, or the size is too small for it
     */
    public static FeatureExtractor open(Network network, NetworkWeights weights, ImageSpec spec, Devices devices) {
        return new FeatureExtractor(network, weights, spec, devices);
    }

    @Override
    public FeatureMatrix features(PixelBatch batch) {
        batch.require(spec);
        float[] values = new float[batch.count() * channels];
        for (int from = 0, count; from < batch.count(); from += count) {
            count = Math.min(atOnce, batch.count() - from);
            try (TUint8 input = Tensors.images(from, count, spec.size(), batch.rgb());
                    Result result =
                            session.runner().feed(pixels, input).fetch(features).run()) {
                Tensors.read((TFloat32) result.get(0), values, from * channels);
            }
        }
        return new FeatureMatrix(batch.count(), channels, values);
    }

    @Override
    public void close() {
        opened.close();
    }
}
