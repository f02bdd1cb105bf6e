package dev.stackwright.train.finetune;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.image.PixelBatch;
import dev.stackwright.network.Head;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.tensorflow.TrainableNetwork.Augmentation;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingHistory;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.metrics.Figure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Trains whole networks on images by one course. Everything random comes from the seed. For one thread. */
public final class FineTuner {

    private final PixelDataset images;
    private final Course course;
    private final Cancellation cancellation;
    private final Clock clock;

    /** @param clock for the pace alone */
    public FineTuner(PixelDataset images, Course course, Cancellation cancellation, Clock clock) {
        this.images = images;
        this.course = course;
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
        try (TrainableNetwork net = TrainableNetwork.open(
                start.network(), start.weights(), start.head(), images.spec(), course.options())) {
            return new Run(start, net, rows, chosenBy, seed, stage).run();
        }
    }

    /** One training under way. */
    private final class Run {

        private final Start start;
        private final TrainableNetwork net;
        private final int[] rows;
        private final int[] chosenBy;
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
        private Pace pace = Pace.NONE;

        Run(Start start, TrainableNetwork net, int[] rows, int[] chosenBy, long seed, Progress.Task stage) {
            this.start = start;
            this.net = net;
            this.rows = rows;
            this.chosenBy = chosenBy;
            this.seed = seed;
            this.stage = stage;
            this.augmenter = new Augmenter(course, images.spec(), seed);
            this.total = course.epochs() * course.stepsPerEpoch(rows.length);
            this.weights = start.weights();
            this.head = start.head();
        }

        FineTuneResult run() {
            if (start.counts()) {
                Inner inner = inner(0);
                best = inner.logLoss();
                epochs.add(new TrainingHistory.Epoch(0, null, Figure.of(inner.logLoss()), Figure.of(inner.accuracy())));
            }
            for (int epoch = 1; epoch <= course.epochs(); epoch++) {
                double loss = epoch(epoch);
                if (chosenBy.length == 0) {
                    epochs.add(new TrainingHistory.Epoch(epoch, Figure.of(loss), null, null));
                } else {
                    Inner inner = inner(epoch);
                    epochs.add(new TrainingHistory.Epoch(
                            epoch, Figure.of(loss), Figure.of(inner.logLoss()), Figure.of(inner.accuracy())));
                    keepIfBest(epoch, inner.logLoss());
                }
            }
            if (chosenBy.length == 0) {
                keep(course.epochs());
            }
            return new FineTuneResult(weights, head, bestEpoch, steps, epochs, pace);
        }

        /** The mean loss over its images, each as it was before its step. */
        private double epoch(int epoch) {
            double sum = 0;
            Instant begin = clock.instant();
            Duration waited = Duration.ZERO;
            for (int[] batch : EpochOrder.batches(rows, course, seed, epoch)) {
                cancellation.throwIfRequested();
                Instant asked = clock.instant();
                Augmentation[] augmentations = Arrays.stream(batch)
                        .mapToObj(row -> augmenter.of(epoch, images.path(row)))
                        .toArray(Augmentation[]::new);
                PixelBatch pixels = images.batch(batch);
                waited = waited.plus(Duration.between(asked, clock.instant()));
                double rate = course.rate(steps, total);
                TrainableNetwork.Step step = net.step(pixels, images.labels(batch), augmentations, rate);
                steps++;
                if (!Double.isFinite(step.loss()) || !Double.isFinite(step.gradientNorm())) {
                    throw diverged(
                            epoch, "a loss of " + step.loss() + " and a gradient norm of " + step.gradientNorm());
                }
                sum += step.loss() * batch.length;
                stage.advance(1);
            }
            pace = pace.plus(new Pace(rows.length, Duration.between(begin, clock.instant()), waited));
            return sum / rows.length;
        }

        private Inner inner(int epoch) {
            try {
                return Inner.of(images, chosenBy, net::logits, cancellation);
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
                            course.epochs(),
                            steps,
                            total,
                            course.rate(Math.max(0, steps - 1), total),
                            found,
                            course.learningRate() / 10),
                    null);
        }
    }

    /** Logits of {@code rows} by a network in training. */
    @FunctionalInterface
    interface Predictor {
        Logits logits(PixelBatch batch);
    }
}
