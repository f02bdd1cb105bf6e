package dev.stackwright.tensorflow;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.network.NetworkWeights.NamedTensor;
import dev.stackwright.network.NetworkWeights.WeightTable;
import dev.stackwright.network.TrainingMemory;
import dev.stackwright.prediction.Logits;
import dev.stackwright.tensorflow.BatchParts.Part;
import dev.stackwright.tensorflow.WeightUpdates.MovingAverage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;
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
     * @param correct images that got their label, the greater of two that are mixed, in training mode, before the step
     * @param gradientNorm global norm before clipping; null where nothing is clipped, as nothing else needs it
     */
    public record Step(double loss, int correct, @Nullable Double gradientNorm) {

        /** Whether training can go on. */
        public boolean finite() {
            return Double.isFinite(loss) && (gradientNorm == null || Double.isFinite(gradientNorm));
        }
    }

    private final Network network;
    private final NetworkWeights first;
    private final ImageSpec spec;
    private final int labels;
    private final double weightDecay;
    private final boolean clips;
    private final BatchParts parts;
    private final BatchFeeds feeds;
    private final TrainingGraph graph;
    private boolean begun;
    private long steps;

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
        this.parts = new BatchParts(
                !settings.batchNorm().bindsBatch(),
                devices.imagesAtOnce(spec.size()),
                images -> TrainingMemory.of(network, settings, spec.size(), images)
                        .text());
        this.clips = settings.optimizer().clips();
        this.graph = TrainingGraph.open(
                network,
                WeightTable.of(network, weights),
                new FloatArray(new long[] {head.channels(), head.columns()}, head.kernel()),
                new FloatArray(new long[] {head.columns()}, head.bias()),
                columns -> head.columns() == head.labels() ? columns : SigmoidUnit.logits(columns),
                spec.size(),
                settings,
                devices);
        this.feeds = new BatchFeeds(graph, spec, labels, settings.augmentation(), weights.fromNothing());
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
     */
    public void restart(Head head) {
        steps = 0;
        begin(headValues(head));
    }

    /** What an image of each label counts in the loss from now on; empty for 1 each. */
    public void classWeights(double[] classWeights) {
        feeds.classWeights(classWeights);
    }

    private void begin(Map<String, FloatArray> others) {
        graph.variables.initialise(graph.session(), others);
        begun = true;
    }

    /** Values are given late, as many trainings begin with others than the first. */
    private Session session() {
        if (!begun) {
            begin(Map.of());
        }
        return graph.session();
    }

    /** Takes other weights to answer with; the optimiser keeps what it remembers. Batch norm must be that of the first. */
    public void set(NetworkWeights weights, Head head) {
        Map<String, FloatArray> values = new HashMap<>(headValues(head));
        WeightTable table = WeightTable.of(network, weights);
        graph.variables.names().stream()
                .filter(name -> !values.containsKey(name))
                .toList()
                .forEach(name -> values.put(name, table.named(name)));
        if (begun) {
            graph.variables.set(graph.session(), values);
        } else {
            begin(values);
        }
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
        return new TrainingState(steps, graph.variables.state(session()));
    }

    /** Goes on where {@code state} was; by a network of the same settings. */
    public void restore(TrainingState state) {
        graph.variables.set(graph.session(), state.values());
        begun = true;
        steps = state.steps();
    }

    /** As {@link #state}, without what the optimiser remembers: to be restored for answers alone. */
    public TrainingState finished() {
        return new TrainingState(steps, graph.variables.values(session()));
    }

    /** Gives the weights their moving average, where the settings ask for one. After that, only answers make sense. */
    public void takeAverage() {
        session().runner().addTarget(graph.takeAverage).run().close();
    }

    /**
     * One optimisation step. Loss may be NaN: the caller decides. A batch that does not fit the memory is cut, see {@link
     * BatchParts}: weights move when all gradients are there, and by then the activations, most of the memory, are freed.
     */
    public Step step(TrainingBatch batch, double learningRate) {
        feeds.check(batch);
        steps++;
        return parts.run(batch.images(), parts -> {
            Session.Runner move = session().runner();
            try (TFloat32 rate = TFloat32.scalarOf((float) Adam.rate(learningRate, steps));
                    TFloat32 decay = TFloat32.scalarOf((float) (learningRate * weightDecay));
                    TFloat32 averageRate = TFloat32.scalarOf((float) MovingAverage.rate(steps))) {
                move.feed(graph.rate, rate).feed(graph.decay, decay).feed(graph.averageRate, averageRate);
                if (parts.size() == 1) {
                    move.fetch(graph.foundInStep).addTarget(graph.step);
                    float[] found = feeds.run(move, batch, parts.get(0), steps);
                    return new Step(found[0], (int) found[1], clips ? (double) found[2] : null);
                }
                return accumulated(batch, parts, move);
            }
        });
    }

    /** By the sum of the gradients of the parts; where one does not fit, no weight has moved. */
    private Step accumulated(TrainingBatch batch, List<Part> parts, Session.Runner move) {
        double loss = 0;
        int correct = 0;
        for (Part part : parts) {
            Session.Runner runner =
                    session().runner().fetch(graph.found).addTarget(part.from() == 0 ? graph.begin : graph.accumulate);
            float[] found = feeds.run(runner, batch, part, steps);
            loss += found[0];
            correct += (int) found[1];
        }
        if (clips) {
            move.fetch(graph.sumsNorm);
        }
        try (Result result = move.addTarget(graph.apply).run()) {
            return new Step(loss, correct, clips ? (double) Tensors.values((TFloat32) result.get(0))[0] : null);
        }
    }

    /**
     * Logits in inference mode, without augmentation.
     *
     * @throws IllegalArgumentException when they are not finite, as after a loss of NaN
     */
    public Logits logits(PixelBatch batch) {
        batch.require(spec);
        double[][] rows = new double[batch.count()][labels];
        if (batch.count() == 0) {
            return Logits.of(rows, labels);
        }
        try (TUint8 pixels = Tensors.images(batch.count(), spec.size(), batch.rgb());
                Result result = session()
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

    /**
     * Whether every weight of a state is finite. A loss that is finite does not say so: a convolution that is fused with its
     * ReLU6 makes a number of what is none.
     */
    public boolean finite(TrainingState state) {
        for (String name : graph.variables.names()) {
            for (float value : state.named(name).values()) {
                if (!Float.isFinite(value)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** A copy of the present weights. */
    public NetworkWeights weights() {
        return weights(finished());
    }

    /** The weights of a state of this network. */
    public NetworkWeights weights(TrainingState state) {
        Map<String, FloatArray> present = state.values();
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
        return head(new TrainingState(
                steps, graph.variables.values(session(), List.of(TrainingGraph.HEAD_KERNEL, TrainingGraph.HEAD_BIAS))));
    }

    /** The head of a state of this network. */
    public Head head(TrainingState state) {
        return new Head(
                network.channels(),
                labels,
                state.named(TrainingGraph.HEAD_KERNEL).values(),
                state.named(TrainingGraph.HEAD_BIAS).values());
    }

    @Override
    public void close() {
        graph.close();
    }
}
