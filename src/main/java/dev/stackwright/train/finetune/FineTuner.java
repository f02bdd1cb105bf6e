package dev.stackwright.train.finetune;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.tensorflow.TrainableNetwork.Augmentation;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.data.PixelBatches;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.metrics.LossAndAccuracy;
import dev.stackwright.train.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Trains whole networks on images by one settings. Everything random comes from the seed. For one thread. */
public final class FineTuner {

    private final PixelDataset images;
    private final FineTuneSettings settings;
    private final Devices devices;
    private final Cancellation cancellation;
    private final Clock clock;

    /** @param clock for the pace alone */
    public FineTuner(
            PixelDataset images, FineTuneSettings settings, Devices devices, Cancellation cancellation, Clock clock) {
        this.images = images;
        this.settings = settings;
        this.devices = devices;
        this.cancellation = cancellation;
        this.clock = clock;
    }

    /**
     * Where training starts.
     *
     * @param counts whether the start itself may be the best
     */
    public record Start(Network network, NetworkWeights weights, Head head, boolean counts) {}

    /**
     * Trains on {@code rows}; takes the weights of the epoch with the least log-loss on {@code chosenBy}, of equals the
     * earlier, or the last one's where {@code chosenBy} is empty.
     *
     * @throws TrainingException when the loss is no longer finite, saying where
     */
    public FineTuneResult tune(Start start, int[] rows, int[] chosenBy, long seed, Progress.Task stage) {
        return tune(start, rows, chosenBy, new int[0], seed, stage);
    }

    /** As above; measures each epoch on {@code watched} too, for the report alone. */
    public FineTuneResult tune(Start start, int[] rows, int[] chosenBy, int[] watched, long seed, Progress.Task stage) {
        try (TrainableNetwork net = TrainableNetwork.open(
                start.network(), start.weights(), start.head(), images.spec(), settings, devices)) {
            return new Run(start, net, rows, chosenBy, watched, seed, stage).run();
        }
    }

    /** One training under way. */
    private final class Run {

        private final Start start;
        private final TrainableNetwork net;
        private final int[] rows;
        private final int[] chosenBy;
        private final int[] watched;
        private final long seed;
        private final Progress.Task stage;
        private final Augmenter augmenter;
        private final int total;
        private final List<TrainingHistory.Epoch> epochs = new ArrayList<>();
        private NetworkWeights weights;
        private Head head;
        private int bestEpoch;
        private double best = Double.POSITIVE_INFINITY;
        private int steps;
        private FineTuneResult.Pace pace = FineTuneResult.Pace.NONE;

        Run(
                Start start,
                TrainableNetwork net,
                int[] rows,
                int[] chosenBy,
                int[] watched,
                long seed,
                Progress.Task stage) {
            this.start = start;
            this.net = net;
            this.rows = rows;
            this.chosenBy = chosenBy;
            this.watched = watched;
            this.seed = seed;
            this.stage = stage;
            this.augmenter = new Augmenter(settings, images.spec(), seed);
            this.total = settings.epochs() * settings.stepsPerEpoch(rows.length);
            this.weights = start.weights();
            this.head = start.head();
        }

        FineTuneResult run() {
            if (start.counts()) {
                best = measured(0, null);
            }
            for (int epoch = 1; epoch <= settings.epochs(); epoch++) {
                keepIfBest(epoch, measured(epoch, epoch(epoch)));
            }
            if (chosenBy.length == 0) {
                keep(settings.epochs());
            }
            return new FineTuneResult(weights, head, bestEpoch, steps, epochs, pace);
        }

        /** Adds an epoch to the curve; its log-loss on the rows that choose, infinite where there are none. */
        private double measured(int epoch, @Nullable LossAndAccuracy training) {
            LossAndAccuracy inner = figures(epoch, chosenBy);
            epochs.add(LossAndAccuracy.epoch(epoch, training, inner, figures(epoch, watched)));
            return inner == null ? Double.POSITIVE_INFINITY : inner.loss();
        }

        /** Means over its images, each as it was before its step. */
        private LossAndAccuracy epoch(int epoch) {
            double sum = 0;
            int correct = 0;
            Instant begin = clock.instant();
            Duration waited = Duration.ZERO;
            for (int[] batch : batches(rows, settings, seed, epoch)) {
                cancellation.throwIfRequested();
                Instant asked = clock.instant();
                Augmentation[] augmentations = Arrays.stream(batch)
                        .mapToObj(row -> augmenter.of(epoch, images.path(row)))
                        .toArray(Augmentation[]::new);
                PixelBatch pixels = images.batch(batch);
                waited = waited.plus(Duration.between(asked, clock.instant()));
                double rate = settings.learningRate(steps, total);
                TrainableNetwork.Step step = net.step(pixels, images.labels(batch), augmentations, rate);
                steps++;
                if (!Double.isFinite(step.loss()) || !Double.isFinite(step.gradientNorm())) {
                    throw diverged(
                            epoch, "a loss of " + step.loss() + " and a gradient norm of " + step.gradientNorm());
                }
                sum += step.loss() * batch.length;
                correct += step.correct();
                stage.advance(1);
            }
            pace = pace.plus(new FineTuneResult.Pace(rows.length, Duration.between(begin, clock.instant()), waited));
            return new LossAndAccuracy(sum / rows.length, (double) correct / rows.length);
        }

        /** In inference mode; null where there are no rows. */
        private @Nullable LossAndAccuracy figures(int epoch, int[] of) {
            if (of.length == 0) {
                return null;
            }
            double loss = 0;
            int correct = 0;
            try {
                for (int from = 0; from < of.length; from += PixelBatches.BATCH) {
                    cancellation.throwIfRequested();
                    int to = Math.min(of.length, from + PixelBatches.BATCH);
                    int[] batch = Arrays.copyOfRange(of, from, to);
                    int[] labels = images.labels(batch);
                    Logits logits = net.logits(images.batch(batch));
                    loss += Metrics.logLoss(logits, labels) * batch.length;
                    Probabilities probabilities = logits.softmax(Temperature.NEUTRAL);
                    for (int i = 0; i < batch.length; i++) {
                        correct += probabilities.best(i) == labels[i] ? 1 : 0;
                    }
                }
                return new LossAndAccuracy(loss / of.length, (double) correct / of.length);
            } catch (IllegalArgumentException e) {
                // logits are checked to be finite; the last step of an epoch shows only here
                throw diverged(epoch, String.valueOf(e.getMessage()));
            }
        }

        private void keepIfBest(int epoch, double logLoss) {
            if (logLoss < best) {
                best = logLoss;
                keep(epoch);
            }
        }

        private void keep(int epoch) {
            bestEpoch = epoch;
            weights = net.weights();
            head = net.head();
        }

        private TrainingException diverged(int epoch, String found) {
            return new TrainingException(
                    String.format(
                            Locale.ROOT,
                            "%s: training went astray in epoch %d of %d, step %d of %d, at a learning rate of %.3g: %s;"
                                    + " ask for a lower learningRate, e.g. %.3g",
                            start.network().name(),
                            epoch,
                            settings.epochs(),
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

    /**
     * How an image is changed in an epoch: decided by seed, epoch and the image's path alone, so that a run can be repeated
     * whatever the order of images. Pure.
     */
    static final class Augmenter {

        private final boolean flip;
        private final int most;
        private final long seed;

        Augmenter(FineTuneSettings settings, ImageSpec spec, long seed) {
            this.flip = settings.flip();
            this.most = (int) Math.round(settings.maxShift() * spec.size());
            this.seed = seed;
        }

        Augmentation of(int epoch, String path) {
            Random random = SeedSequence.of(seed, path, epoch);
            boolean mirrored = flip && random.nextBoolean();
            return new Augmentation(mirrored, shift(random), shift(random));
        }

        private int shift(Random random) {
            return random.nextInt(2 * most + 1) - most;
        }
    }
}
