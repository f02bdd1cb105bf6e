package dev.stackwright.train.finetune;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import dev.stackwright.tensorflow.Augmentation;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.tensorflow.TrainingBatch;
import dev.stackwright.tensorflow.TrainingState;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.FeaturePass.PixelBatches;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.data.PrefetchedBatches;
import dev.stackwright.train.metrics.LossAndAccuracy;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Trains one whole network on images by one settings, as often as is wanted, each time from its first weights: the graph is
 * made once. Everything random comes from the seed. For one thread; close it.
 */
public final class FineTuner implements AutoCloseable {

    private final PixelDataset images;
    private final FineTuneSettings settings;
    private final PretrainedNetwork pretrained;
    private final Devices devices;
    private final Cancellation cancellation;
    private final Clock clock;
    private @Nullable TrainableNetwork opened;

    /** @param clock for the pace alone */
    public FineTuner(
            PixelDataset images,
            FineTuneSettings settings,
            PretrainedNetwork pretrained,
            Devices devices,
            Cancellation cancellation,
            Clock clock) {
        this.images = images;
        this.settings = settings;
        this.pretrained = pretrained;
        this.devices = devices;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /**
     * Trains and takes the last epoch's weights, or their moving average.
     *
     * @param head where it begins; with as many columns each time
     * @param stage is told of each step and each epoch
     * @throws TrainingException when the loss is no longer finite, saying where
     */
    public FineTuneResult tune(Head head, Training training, Progress.Task stage) {
        TrainableNetwork net = net(head);
        net.classWeights(classWeights(training.rows, head.labels()));
        return new Run(net, training, stage).run(head);
    }

    /**
     * One training.
     *
     * @param name among those of its network, where its epochs are told
     * @param watched each epoch is measured on these too, for the report alone
     * @param checkpoints of this training alone; it goes on where they say that it was
     */
    @SuppressWarnings("ArrayRecordComponent") // used once
    public record Training(String name, int[] rows, int[] watched, long seed, Checkpoints checkpoints) {}

    private TrainableNetwork net(Head head) {
        TrainableNetwork net = opened;
        if (net == null) {
            net = TrainableNetwork.open(
                    pretrained.network(), pretrained.weights(), head, images.spec(), settings, devices);
            opened = net;
        }
        return net;
    }

    private double[] classWeights(int[] rows, int labels) {
        if (settings.classWeights() == ClassWeights.NONE) {
            return new double[0];
        }
        double[] weights = new double[labels];
        for (int label : images.labels(rows)) {
            weights[label]++;
        }
        return Arrays.stream(weights)
                .map(count -> rows.length / (labels * count))
                .toArray();
    }

    /**
     * What such a network says of some images.
     *
     * @param of with this network's own statistics of batch norm, where they are frozen
     * @throws TrainingException when it is not finite
     */
    public Logits logits(WeightMix of, int[] rows) {
        TrainableNetwork net = net(of.head());
        net.set(of.weights(), of.head());
        try {
            return logits(net, rows);
        } catch (IllegalArgumentException e) {
            throw new TrainingException(
                    pretrained.network().name()
                            + ": what training made is not finite; ask for a lower learningRate, e.g. "
                            + settings.learningRate() / 10,
                    e);
        }
    }

    private Logits logits(TrainableNetwork net, int[] rows) {
        double[][] all = new double[rows.length][];
        int labels = 0;
        for (int from = 0; from < rows.length; from += PixelBatches.BATCH) {
            cancellation.throwIfRequested();
            int to = Math.min(rows.length, from + PixelBatches.BATCH);
            Logits batch = net.logits(images.batch(Arrays.copyOfRange(rows, from, to)));
            labels = batch.labels();
            for (int i = from; i < to; i++) {
                all[i] = batch.row(i - from);
            }
        }
        return Logits.of(all, labels);
    }

    @Override
    public void close() {
        if (opened != null) {
            opened.close();
        }
    }

    /** One training under way. */
    private final class Run {

        private final TrainableNetwork net;
        private final Training training;
        private final int[] rows;
        private final Progress.Task stage;
        private final Augmenter augmenter;
        private final Mixer mixer;
        private final int epochs;
        private final int total;
        private final List<TrainingHistory.Epoch> curve = new ArrayList<>();
        private int steps;
        private FineTuneResult.Pace pace = FineTuneResult.Pace.NONE;

        Run(TrainableNetwork net, Training training, Progress.Task stage) {
            this.net = net;
            this.training = training;
            this.rows = training.rows;
            this.stage = stage;
            this.augmenter = new Augmenter(settings.augmentation(), training.seed);
            this.mixer = new Mixer(
                    settings.augmentation(), rows, images::path, images.spec().size(), training.seed);
            this.epochs = settings.epochs(rows.length);
            this.total = settings.steps(rows.length);
        }

        FineTuneResult run(Head head) {
            TrainingState state = training.checkpoints.latest().map(this::goOn).orElse(null);
            if (state == null) {
                net.restart(head);
            }
            for (int epoch = curve.size() + 1; epoch <= epochs; epoch++) {
                LossAndAccuracy found = epoch(epoch);
                add(LossAndAccuracy.epoch(epoch, found, null, figures(epoch, training.watched)));
                boolean last = epoch == epochs;
                if (last) {
                    net.takeAverage();
                }
                // fetched once: the largest of the networks has 80 MB, and its optimiser remembers twice of that
                state = last || !training.checkpoints.kept() ? net.finished() : net.state();
                if (!net.finite(state)) {
                    throw diverged(epoch, "weights that are not finite");
                }
                training.checkpoints.keep(curve, state);
            }
            TrainingState end = state == null ? net.finished() : state;
            return new FineTuneResult(new WeightMix(net.weights(end), net.head(end)), steps, curve, pace);
        }

        private TrainingState goOn(Checkpoints.Checkpoint from) {
            net.restore(from.state());
            from.curve().forEach(this::add);
            steps = Math.toIntExact(from.state().steps());
            stage.advance(steps);
            return from.state();
        }

        private void add(TrainingHistory.Epoch epoch) {
            curve.add(epoch);
            epoch.told().ifPresent(told -> stage.measured(training.name, told));
        }

        /** Means over its images, each as it was before its step. */
        private LossAndAccuracy epoch(int epoch) {
            double sum = 0;
            int correct = 0;
            Instant begin = clock.instant();
            try (PrefetchedBatches<TrainingBatch> batches = new PrefetchedBatches<>(
                    batches(rows, settings, training.seed, epoch), batch -> batch(batch, epoch))) {
                while (batches.hasNext()) {
                    cancellation.throwIfRequested();
                    TrainingBatch batch = batches.next();
                    double rate = settings.learningRate(steps, total);
                    TrainableNetwork.Step step = net.step(batch, rate);
                    steps++;
                    if (!step.finite()) {
                        throw diverged(epoch, step);
                    }
                    sum += step.loss() * batch.images();
                    correct += step.correct();
                    stage.advance(1);
                }
            }
            pace = pace.plus(new FineTuneResult.Pace(rows.length, Duration.between(begin, clock.instant())));
            return new LossAndAccuracy(sum / rows.length, (double) correct / rows.length);
        }

        /** Called by another thread while a step runs. */
        private TrainingBatch batch(int[] rows, int epoch) {
            int[] all = mixer.withOthers(rows, epoch);
            Augmentation[] augmentations = Arrays.stream(all)
                    .mapToObj(row -> augmenter.of(epoch, images.path(row)))
                    .toArray(Augmentation[]::new);
            return new TrainingBatch(images.batch(all), images.labels(all), augmentations, mixer.mixings(rows, epoch));
        }

        /** In inference mode; null where there are no rows. */
        private @Nullable LossAndAccuracy figures(int epoch, int[] of) {
            try {
                return of.length == 0 ? null : LossAndAccuracy.of(logits(net, of), images.labels(of));
            } catch (IllegalArgumentException e) {
                // logits are checked to be finite; the last step of an epoch shows only here
                throw diverged(epoch, String.valueOf(e.getMessage()));
            }
        }

        private TrainingException diverged(int epoch, TrainableNetwork.Step step) {
            Double norm = step.gradientNorm();
            return diverged(
                    epoch, "a loss of " + step.loss() + (norm == null ? "" : " and a gradient norm of " + norm));
        }

        private TrainingException diverged(int epoch, String found) {
            return new TrainingException(
                    String.format(
                            Locale.ROOT,
                            "%s: training went astray in epoch %d of %d, step %d of %d, at a learning rate of %.3g: %s;"
                                    + " ask for a lower learningRate, e.g. %.3g",
                            pretrained.network().name(),
                            epoch,
                            epochs,
                            steps,
                            total,
                            settings.learningRate(Math.max(0, steps - 1), total),
                            found,
                            settings.learningRate() / 10),
                    null);
        }
    }

    /** The batches of one epoch: every row once, in an order that depends on the seed and the epoch alone. */
    static List<int[]> batches(int[] rows, FineTuneSettings settings, long seed, int epoch) {
        int[] order = SeedSequence.shuffled(rows, SeedSequence.of(seed, "epoch order", epoch));
        int count = settings.stepsPerEpoch(rows.length);
        List<int[]> batches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = settings.asKeras() ? i * settings.batchSize() : share(rows.length, i, count);
            int to = settings.asKeras()
                    ? Math.min(rows.length, (i + 1) * settings.batchSize())
                    : share(rows.length, i + 1, count);
            batches.add(Arrays.copyOfRange(order, from, to));
        }
        return batches;
    }

    private static int share(int rows, int part, int parts) {
        return (int) ((long) rows * part / parts);
    }
}
