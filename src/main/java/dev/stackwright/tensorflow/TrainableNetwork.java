package dev.stackwright.tensorflow;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Head;
import dev.stackwright.network.NamedTensor;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Logits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * A network and its head as variables in a training graph: forward, loss (stable softmax cross-entropy, mean over the
 * batch), gradients, clipping by global norm, Adam, augmentation. Not thread-safe. Owns a native graph and session;
 * close it.
 */
public final class TrainableNetwork implements AutoCloseable {

    /**
     * What one step found.
     *
     * @param loss mean cross-entropy before the step
     * @param correct images that got their label, in training mode and before the step, as Keras counts them
     * @param gradientNorm global norm before clipping
     */
    public record Step(double loss, int correct, double gradientNorm) {}

    private final Network network;
    private final NetworkWeights first;
    private final ImageSpec spec;
    private final int labels;
    private final double weightDecay;
    private final boolean coloured;
    private final int atOnce;
    private final TrainingGraph graph;
    private long steps;
    private double[] classWeights = {};

    private TrainableNetwork(
            Network network,
            NetworkWeights weights,
            Head head,
            ImageSpec spec,
            FineTuneSettings settings,
            Devices devices) {
        this.network = network;
        this.first = weights;
        this.spec = spec;
        this.labels = head.labels();
        this.weightDecay = settings.optimizer().weightDecay();
        this.coloured = settings.augmentation().colour() > 0;
        // with batch norm in training, the images of a batch know of each other
        this.atOnce =
                settings.batchNorm() == BatchNormMode.TRAINING ? Integer.MAX_VALUE : devices.imagesAtOnce(spec.size());
        this.graph = new TrainingGraph(
                network,
                WeightTable.of(network, weights),
                new FloatArray(new long[] {head.channels(), head.columns()}, head.kernel()),
                new FloatArray(new long[] {head.columns()}, head.bias()),
                columns -> head.columns() == head.labels() ? columns : SigmoidUnit.logits(columns),
                spec.size(),
                settings,
                devices);
    }

    /**
     * Opens a network for training; the caller closes it.
     *
     * @throws IllegalArgumentException when weights or head do not fit the network, or the size is too small for it
     */
    public static TrainableNetwork open(
            Network network,
            NetworkWeights weights,
            Head head,
            ImageSpec spec,
            FineTuneSettings settings,
            Devices devices) {
        network.checkSize(spec.size());
        if (head.channels() != network.channels()) {
            throw new IllegalArgumentException(network.title() + ": expected a head on " + network.channels()
                    + " channels, found " + head.channels());
        }
        return new TrainableNetwork(network, weights, head, spec, settings, devices);
    }

    /**
     * Begins once more, from the first weights and another head; costs far less than a new network.
     *
     * @param head with as many columns as the first
     * @param classWeights what an image of each label counts in the loss; empty for 1 each
     */
    public void restart(Head head, double[] classWeights) {
        if (classWeights.length != 0 && classWeights.length != labels) {
            throw new IllegalArgumentException(
                    "expected a weight for each of " + labels + " labels, found " + classWeights.length);
        }
        this.classWeights = classWeights.clone();
        steps = 0;
        graph.variables.initialise(graph.session, headValues(head));
    }

    /** Takes other weights to answer with; the optimiser keeps what it remembers. Batch norm must be that of the first. */
    public void set(NetworkWeights weights, Head head) {
        Map<String, FloatArray> values = new HashMap<>(headValues(head));
        WeightTable table = WeightTable.of(network, weights);
        graph.variables.names().stream()
                .filter(name -> !values.containsKey(name))
                .toList()
                .forEach(name -> values.put(name, table.named(name)));
        graph.variables.set(graph.session, values);
    }

    private static Map<String, FloatArray> headValues(Head head) {
        return Map.of(
                TrainingGraph.HEAD_KERNEL,
                new FloatArray(new long[] {head.channels(), head.columns()}, head.kernel()),
                TrainingGraph.HEAD_BIAS,
                new FloatArray(new long[] {head.columns()}, head.bias()));
    }

    /** A copy of all that a later {@link #restore} needs. */
    public TrainingState state() {
        return new TrainingState(steps, graph.variables.state(graph.session));
    }

    /** Goes on where {@code state} was; by a network of the same settings. */
    public void restore(TrainingState state) {
        graph.variables.set(graph.session, state.values());
        steps = state.steps();
    }

    /** As {@link #state}, without what the optimiser remembers: to be restored for answers alone. */
    public TrainingState finished() {
        return new TrainingState(steps, graph.variables.values(graph.session));
    }

    /** Gives the weights their moving average, where the settings ask for one. After that, only answers make sense. */
    public void takeAverage() {
        graph.session.runner().addTarget(graph.takeAverage).run().close();
    }

    /** One optimisation step; labels are indices; one augmentation an image. Loss may be NaN: the caller decides. */
    public Step step(PixelBatch batch, int[] labels, Augmentation[] augmentations, double learningRate) {
        check(batch, labels, augmentations);
        steps++;
        int parts = 1 + (batch.count() - 1) / atOnce;
        double loss = 0;
        int correct = 0;
        for (int part = 0; part < parts; part++) {
            int from = part * batch.count() / parts;
            int to = (part + 1) * batch.count() / parts;
            Step of = accumulate(batch, labels, augmentations, from, to);
            loss += of.loss();
            correct += of.correct();
        }
        try (TFloat32 rate = TFloat32.scalarOf((float) Adam.rate(learningRate, steps));
                TFloat32 decay = TFloat32.scalarOf((float) (learningRate * weightDecay));
                TFloat32 averageRate = TFloat32.scalarOf((float) MovingAverage.rate(steps));
                Result result = graph.session
                        .runner()
                        .feed(graph.rate, rate)
                        .feed(graph.decay, decay)
                        .feed(graph.averageRate, averageRate)
                        .fetch(graph.gradientNorm)
                        .addTarget(graph.apply)
                        .run()) {
            return new Step(loss, correct, scalar(result, 0));
        }
    }

    /** Adds the gradients of a part of the batch; its part of the loss, the norm left out. */
    private Step accumulate(PixelBatch batch, int[] labels, Augmentation[] augmentations, int from, int to) {
        Augmentation[] changes = Arrays.copyOfRange(augmentations, from, to);
        boolean moved = !Arrays.stream(changes).allMatch(Augmentation::staysInPlace);
        int[] truth = Arrays.copyOfRange(labels, from, to);
        try (TUint8 pixels = Tensors.images(from, to - from, spec.size(), batch.rgb());
                TInt32 wanted = TInt32.vectorOf(truth);
                TFloat32 weights = TFloat32.vectorOf(weights(truth));
                TFloat32 share = TFloat32.scalarOf((float) (to - from) / batch.count());
                TFloat32 warmUp = TFloat32.scalarOf(first.fromNothing() ? (1f + steps) / (10f + steps) : 1);
                TFloat32 colours = Tensors.rows(Augmenting.colours(changes), Augmenting.COLOURS);
                TFloat32 transforms = Tensors.rows(Augmenting.transforms(changes, spec.size()), Augmenting.WIDTH)) {
            Session.Runner runner = graph.session.runner();
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
            runner.fetch(graph.loss).fetch(graph.correct).addTarget(graph.accumulate);
            try (Result result = runner.run()) {
                return new Step(scalar(result, 0), (int) scalar(result, 1), 0);
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

    private void check(PixelBatch batch, int[] labels, Augmentation[] augmentations) {
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

    private static double scalar(Result result, int index) {
        return ((TFloat32) result.get(index)).getFloat();
    }

    /**
     * Logits in inference mode, without augmentation.
     *
     * @throws IllegalArgumentException when they are not finite, as after a loss of NaN
     */
    public Logits logits(PixelBatch batch) {
        if (!batch.spec().equals(spec)) {
            throw new IllegalArgumentException("expected images as " + spec + ", found " + batch.spec());
        }
        double[][] rows = new double[batch.count()][labels];
        if (batch.count() == 0) {
            return Logits.of(rows, labels);
        }
        try (TUint8 pixels = Tensors.images(batch.count(), spec.size(), batch.rgb());
                Result result = graph.session
                        .runner()
                        .feed(graph.pixels, pixels)
                        .fetch(graph.logits)
                        .run()) {
            float[] values = Tensors.values((TFloat32) result.get(0));
            for (int i = 0; i < values.length; i++) {
                rows[i / labels][i % labels] = values[i];
            }
        }
        return Logits.of(rows, labels);
    }

    /** A copy of the present weights. */
    public NetworkWeights weights() {
        Map<String, FloatArray> present = graph.variables.values(graph.session);
        List<NamedTensor> tensors = first.tensors().stream()
                .map(tensor -> {
                    FloatArray moved = present.get(tensor.name());
                    return moved == null ? tensor : new NamedTensor(tensor.name(), tensor.shape(), moved.values());
                })
                .toList();
        return NetworkWeights.of(network.name(), "fine-tuned from " + first.origin(), tensors);
    }

    /** A copy of the present head. */
    public Head head() {
        List<float[]> present = graph
                .variables
                .values(graph.session, List.of(TrainingGraph.HEAD_KERNEL, TrainingGraph.HEAD_BIAS))
                .values()
                .stream()
                .map(FloatArray::values)
                .toList();
        return new Head(network.channels(), labels, present.get(0), present.get(1));
    }

    @Override
    public void close() {
        graph.close();
    }
}
