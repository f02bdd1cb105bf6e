package dev.stackwright.tensorflow;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.tensorflow.BatchParts.Part;
import java.util.Arrays;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** What a training graph is fed with in a step. Not thread-safe. */
final class BatchFeeds {

    private final TrainingGraph graph;
    private final ImageSpec spec;
    private final int labels;
    private final boolean coloured;
    private final boolean fromNothing;
    private double[] classWeights = {};

    /**
     * @param coloured whether the graph changes colours
     * @param fromNothing whether training began from random weights
     */
    BatchFeeds(TrainingGraph graph, ImageSpec spec, int labels, boolean coloured, boolean fromNothing) {
        this.graph = graph;
        this.spec = spec;
        this.labels = labels;
        this.coloured = coloured;
        this.fromNothing = fromNothing;
    }

    /** @param weights what an image of each label counts in the loss; empty for 1 each */
    void classWeights(double[] weights) {
        if (weights.length != 0 && weights.length != labels) {
            throw new IllegalArgumentException(
                    "expected a weight for each of " + labels + " labels, found " + weights.length);
        }
        this.classWeights = weights.clone();
    }

    /**
     * Runs what is asked for with a part of a batch.
     *
     * @param runner with one fetch
     * @param step of the training, from 1
     * @return what was fetched
     */
    float[] run(
            Session.Runner runner, PixelBatch batch, int[] labels, Augmentation[] augmentations, Part part, long step) {
        int from = part.from();
        int to = part.to();
        Augmentation[] changes = Arrays.copyOfRange(augmentations, from, to);
        boolean moved = !Arrays.stream(changes).allMatch(Augmentation::staysInPlace);
        int[] truth = Arrays.copyOfRange(labels, from, to);
        try (TUint8 pixels = Tensors.images(from, to - from, spec.size(), batch.rgb());
                TInt32 wanted = TInt32.vectorOf(truth);
                TFloat32 weights = TFloat32.vectorOf(weights(truth));
                TFloat32 share = TFloat32.scalarOf((float) (to - from) / batch.count());
                TFloat32 warmUp = TFloat32.scalarOf(fromNothing ? (1f + step) / (10f + step) : 1);
                TFloat32 colours = Tensors.rows(Augmenting.colours(changes), Augmenting.COLOURS);
                TFloat32 transforms = Tensors.rows(Augmenting.transforms(changes, spec.size()), Augmenting.WIDTH)) {
            if (moved) {
                runner.feed(graph.pixels, pixels).feed(graph.transforms, transforms);
            } else {
                runner.feed(graph.augmented, pixels);
            }
            if (coloured) {
                runner.feed(graph.colours, colours);
            }
            if (classWeights.length > 0) {
                runner.feed(graph.imageWeights, weights);
            }
            runner.feed(graph.labels, wanted).feed(graph.share, share).feed(graph.warmUp, warmUp);
            try (Result result = runner.run()) {
                return Tensors.values((TFloat32) result.get(0));
            }
        }
    }

    private float[] weights(int[] labels) {
        float[] weights = new float[labels.length];
        for (int i = 0; i < labels.length; i++) {
            weights[i] = classWeights.length == 0 ? 1 : (float) classWeights[labels[i]];
        }
        return weights;
    }

    /** Says what is wrong with a batch. */
    void check(PixelBatch batch, int[] labels, Augmentation[] augmentations) {
        if (!batch.spec().equals(spec) || batch.count() == 0) {
            throw new IllegalArgumentException(
                    "expected one image or more as " + spec + ", found " + batch.count() + " as " + batch.spec());
        }
        if (labels.length != batch.count() || augmentations.length != batch.count()) {
            throw new IllegalArgumentException("expected a label and an augmentation for each of " + batch.count()
                    + " images, found " + labels.length + " and " + augmentations.length);
        }
        for (int label : labels) {
            if (label < 0 || label >= this.labels) {
                throw new IllegalArgumentException("expected labels of 0 to " + (this.labels - 1) + ", found " + label);
            }
        }
    }
}
