package dev.stackwright.network;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.prediction.Logits;

/**
 * A network and its head as variables in a training graph: forward, loss (stable softmax cross-entropy, mean over the
 * batch), gradients, clipping by global norm, Adam, augmentation. Not thread-safe. Owns a native graph and session;
 * close it.
 */
public final class TrainableNetwork implements AutoCloseable {

    /** Frozen uses moving statistics and trains neither gamma nor beta; training updates all of them. */
    public enum BatchNorm {
        FROZEN,
        TRAINING
    }

    /**
     * @param clipNorm gradients are clipped to this global norm; infinity for none
     * @param batchNorm see {@link BatchNorm}
     * @param maxShift fraction of the edge by which a crop may be shifted, 0 to 0.5
     */
    public record Options(BatchNorm batchNorm, double clipNorm, double maxShift) {}

    /**
     * How one image is changed before the network sees it; identity is (false, 0, 0).
     *
     * @param dx shift to the right in pixels
     * @param dy shift downwards in pixels
     */
    public record Augmentation(boolean flip, int dx, int dy) {
        public static final Augmentation NONE = new Augmentation(false, 0, 0);
    }

    /** @param loss mean cross-entropy before the step; @param gradientNorm global norm before clipping */
    public record Step(double loss, double gradientNorm) {}

    private TrainableNetwork() {}

    public static TrainableNetwork open(
            Network network, NetworkWeights weights, Head head, ImageSpec spec, Options options) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** One optimisation step; labels are indices; one augmentation an image. Loss may be NaN: the caller decides. */
    public Step step(PixelBatch batch, int[] labels, Augmentation[] augmentations, double learningRate) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** Logits in inference mode, without augmentation. */
    public Logits logits(PixelBatch batch) {
        throw new UnsupportedOperationException("skeleton");
    }

    /** A copy of the present weights. */
    public NetworkWeights weights() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** A copy of the present head. */
    public Head head() {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
