package dev.stackwright.tensorflow;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
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
    private final FineTuneSettings.Augmentation changed;
    private final boolean fromNothing;
    private double[] classWeights = {};

    /**
     * @param changed how the graph changes images
     * @param fromNothing whether training began from random weights
     */
    BatchFeeds(
            TrainingGraph graph,
            ImageSpec spec,
            int labels,
            FineTuneSettings.Augmentation changed,
            boolean fromNothing) {
        this.graph = graph;
        this.spec = spec;
        this.labels = labels;
        this.changed = changed;
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
    float[] run(Session.Runner runner, TrainingBatch batch, Part part, long step) {
        int from = part.from() * batch.each();
        int to = part.to() * batch.each();
        Augmentation[] changes = Arrays.copyOfRange(batch.augmentations(), from, to);
        boolean moved = !Arrays.stream(changes).allMatch(Augmentation::staysInPlace);
        int[] truth = Arrays.copyOfRange(batch.labels(), from, to);
        Targets targets = targets(truth, batch.mixings(), part);
        try (TUint8 pixels = Tensors.images(
                        from, to - from, spec.size(), batch.pixels().rgb());
                TInt32 wanted = TInt32.vectorOf(truth);
                TFloat32 weights = TFloat32.vectorOf(targets.weights);
                TFloat32 mixes = Tensors.rows(targets.mixes, Augmenting.MIXES);
                TFloat32 share = TFloat32.scalarOf((float) part.images() / batch.images());
                TFloat32 warmUp = TFloat32.scalarOf(fromNothing ? (1f + step) / (10f + step) : 1);
                TFloat32 colours = Tensors.rows(Augmenting.colours(changes), Augmenting.COLOURS);
                TFloat32 transforms = Tensors.rows(Augmenting.transforms(changes, spec.size()), Augmenting.WIDTH)) {
            if (moved) {
                runner.feed(graph.pixels, pixels).feed(graph.transforms, transforms);
            } else {
                runner.feed(graph.augmented, pixels);
            }
            if (changed.colour() > 0) {
                runner.feed(graph.colours, colours);
            }
            if (changed.mixes()) {
                runner.feed(graph.mixes, mixes);
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

    /** What the images of a part count in the loss, and how each two become one. */
    @SuppressWarnings("ArrayRecordComponent") // used once
    private record Targets(float[] weights, float[] mixes) {}

    /**
     * A mixed image counts what its labels do, each by its share; in its target, whose parts add up to 1, each label has what
     * it counts of that.
     */
    private Targets targets(int[] labels, Mixing[] mixings, Part part) {
        if (mixings.length == 0) {
            float[] weights = new float[labels.length];
            for (int i = 0; i < labels.length; i++) {
                weights[i] = (float) weight(labels[i]);
            }
            return new Targets(weights, new float[0]);
        }
        Mixing[] own = Arrays.copyOfRange(mixings, part.from(), part.to());
        float[] weights = new float[own.length];
        double[] shares = new double[own.length];
        for (int i = 0; i < own.length; i++) {
            double first = own[i].share() * weight(labels[2 * i]);
            double both = first + (1 - own[i].share()) * weight(labels[2 * i + 1]);
            weights[i] = (float) both;
            shares[i] = first / both;
        }
        return new Targets(weights, Augmenting.mixes(own, shares));
    }

    private double weight(int label) {
        return classWeights.length == 0 ? 1 : classWeights[label];
    }

    /** Says what is wrong with a batch. */
    void check(TrainingBatch batch) {
        if (!batch.pixels().spec().equals(spec) || batch.images() == 0) {
            throw new IllegalArgumentException("expected one image or more as " + spec + ", found "
                    + batch.pixels().count() + " as " + batch.pixels().spec());
        }
        if (changed.mixes() != batch.mixings().length > 0) {
            throw new IllegalArgumentException("expected " + (changed.mixes() ? "a mixing for each image" : "no mixing")
                    + ", as the settings have it, found " + batch.mixings().length);
        }
        for (int label : batch.labels()) {
            if (label < 0 || label >= labels) {
                throw new IllegalArgumentException("expected labels of 0 to " + (labels - 1) + ", found " + label);
            }
        }
    }
}
