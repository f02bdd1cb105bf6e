package dev.stackwright.train.finetune;

import dev.stackwright.common.Progress;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Head;
import dev.stackwright.tensorflow.Augmentation;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.tensorflow.TrainingBatch;
import dev.stackwright.tensorflow.TrainingState;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.data.PrefetchedBatches;
import dev.stackwright.train.metrics.LossAndAccuracy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One training of a {@link FineTuner} under way: a trial of rates where one is asked for, then its epochs. For one thread. */
final class TuningRun {

    /**
     * Training that a kill may cost beside the epoch under way. To keep a network of 50 MB takes up to a second, which is an
     * epoch of a small set.
     */
    private static final Duration BETWEEN_CHECKPOINTS = Duration.ofSeconds(10);

    private final FineTuner tuner;
    private final PixelDataset images;
    private final FineTuneSettings settings;
    private final TrainableNetwork net;
    private final FineTuner.Training training;
    private final int[] rows;
    private final Progress.Task stage;
    private final Augmenter augmenter;
    private final int epochs;
    private final int total;
    private final List<TrainingHistory.Epoch> curve = new ArrayList<>();
    private FineTuneSettings schedule;
    private int steps;
    private Instant lastKept;
    private FineTuneResult.Pace pace = FineTuneResult.Pace.NONE;

    TuningRun(FineTuner tuner, TrainableNetwork net, FineTuner.Training training, Progress.Task stage) {
        this.tuner = tuner;
        this.images = tuner.images;
        this.settings = tuner.settings;
        this.schedule = settings;
        this.net = net;
        this.training = training;
        this.rows = training.rows();
        this.stage = stage;
        this.augmenter = new Augmenter(settings.augmentation(), training.seed());
        this.epochs = settings.epochs(rows.length);
        this.total = settings.steps(rows.length);
        this.lastKept = tuner.clock.instant();
    }

    FineTuneResult run(Head head) {
        // a training is of one precision, also where one on another kind of processor began it
        TrainingState state = training.checkpoints()
                .latest()
                .filter(kept -> kept.precision() == tuner.precision())
                .map(this::goOn)
                .orElse(null);
        if (state == null) {
            schedule = settings.at(chosenRate(head));
            net.restart(head);
            if (isCheckpointDue()) {
                state = net.state();
                keep(state);
            }
        }
        for (int epoch = curve.size() + 1; epoch <= epochs; epoch++) {
            LossAndAccuracy found = epoch(epoch);
            add(LossAndAccuracy.epoch(epoch, found, null, figures(epoch, training.watched())));
            boolean last = epoch == epochs;
            if (last) {
                net.takeAverage();
            }
            boolean due = isCheckpointDue();
            // fetched once: the largest of the networks has 80 MB, and its optimiser remembers twice of that
            state = last || !due ? net.finished() : net.state();
            if (!net.finite(state)) {
                throw diverged(epoch, "weights that are not finite");
            }
            if (due) {
                keep(state);
            }
        }
        TrainingState end = state == null ? net.finished() : state;
        return new FineTuneResult(
                new WeightMix(net.weights(end), net.head(end)), steps, schedule.learningRate(), curve, pace);
    }

    private boolean isCheckpointDue() {
        return training.checkpoints().kept()
                && Duration.between(lastKept, tuner.clock.instant()).compareTo(BETWEEN_CHECKPOINTS) >= 0;
    }

    private void keep(TrainingState state) {
        training.checkpoints()
                .keep(new Checkpoints.Checkpoint(curve, state, schedule.learningRate(), tuner.precision()));
        lastKept = tuner.clock.instant();
    }

    private TrainingState goOn(Checkpoints.Checkpoint from) {
        net.restore(from.state());
        schedule = settings.at(from.learningRate());
        from.curve().forEach(this::add);
        steps = Math.toIntExact(from.state().steps());
        stage.advance(steps + settings.stepsAndTrials(rows.length) - total);
        return from.state();
    }

    private void add(TrainingHistory.Epoch epoch) {
        curve.add(epoch);
        epoch.told().ifPresent(told -> stage.measured(training.name(), told));
    }

    private double chosenRate(Head head) {
        if (settings.trialRates().isEmpty()) {
            return settings.learningRate();
        }
        int[] copies = images.usable().trainingCopies();
        RateTrial trial = RateTrial.of(
                settings,
                rows,
                images.labels(rows),
                Arrays.stream(rows).map(row -> copies[row]).toArray(),
                training.seed());
        return trial.best(rate -> lossAfterTrial(trial, rate, head), settings.learningRate());
    }

    /** What a short training at this peak leaves of the loss. */
    private double lossAfterTrial(RateTrial trial, double rate, Head head) {
        net.restart(head);
        FineTuneSettings at = settings.at(rate);
        Mixer mixer = mixer(trial.training());
        int done = 0;
        for (int epoch = 1; done < trial.steps(); epoch++) {
            List<int[]> batches = EpochBatches.of(trial.training(), settings, training.seed(), epoch);
            int count = Math.min(batches.size(), trial.steps() - done);
            try (PrefetchedBatches<TrainingBatch> ahead = ahead(batches.subList(0, count), epoch, mixer)) {
                for (; ahead.hasNext(); done++) {
                    tuner.cancellation.throwIfRequested();
                    if (!net.step(ahead.next(), at.learningRate(done, trial.steps()))
                            .finite()) {
                        stage.advance(trial.steps() - done);
                        return Double.POSITIVE_INFINITY;
                    }
                    stage.advance(1);
                }
            }
        }
        net.takeAverage();
        try {
            return RateTrial.score(tuner.logits(net, trial.heldOut()), images.labels(trial.heldOut()));
        } catch (IllegalArgumentException notFinite) {
            return Double.POSITIVE_INFINITY;
        }
    }

    private PrefetchedBatches<TrainingBatch> ahead(List<int[]> batches, int epoch, Mixer mixer) {
        return new PrefetchedBatches<>(batches, batch -> batch(batch, epoch, mixer));
    }

    /** Images that a trial holds out are mixed into none that it trains on. */
    private Mixer mixer(int[] trainedOn) {
        return new Mixer(
                settings.augmentation(), trainedOn, images::path, images.spec().size(), training.seed());
    }

    /** Means over its images, each as it was before its step. */
    private LossAndAccuracy epoch(int epoch) {
        double sum = 0;
        int correct = 0;
        Instant begin = tuner.clock.instant();
        try (PrefetchedBatches<TrainingBatch> batches =
                ahead(EpochBatches.of(rows, settings, training.seed(), epoch), epoch, mixer(rows))) {
            while (batches.hasNext()) {
                tuner.cancellation.throwIfRequested();
                TrainingBatch batch = batches.next();
                double rate = schedule.learningRate(steps, total);
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
        pace = pace.plus(new FineTuneResult.Pace(rows.length, Duration.between(begin, tuner.clock.instant())));
        return new LossAndAccuracy(sum / rows.length, (double) correct / rows.length);
    }

    /** Called by another thread while a step runs. */
    private TrainingBatch batch(int[] rows, int epoch, Mixer mixer) {
        int[] all = mixer.withOthers(rows, epoch);
        Augmentation[] augmentations = Arrays.stream(all)
                .mapToObj(row -> augmenter.of(epoch, images.path(row)))
                .toArray(Augmentation[]::new);
        return new TrainingBatch(images.batch(all), images.labels(all), augmentations, mixer.mixings(rows, epoch));
    }

    /** In inference mode; null where there are no rows. */
    private @Nullable LossAndAccuracy figures(int epoch, int[] of) {
        try {
            return of.length == 0 ? null : LossAndAccuracy.of(tuner.logits(net, of), images.labels(of));
        } catch (IllegalArgumentException e) {
            // logits are checked to be finite; the last step of an epoch shows only here
            throw diverged(epoch, String.valueOf(e.getMessage()));
        }
    }

    private TrainingException diverged(int epoch, TrainableNetwork.Step step) {
        Double norm = step.gradientNorm();
        return diverged(epoch, "a loss of " + step.loss() + (norm == null ? "" : " and a gradient norm of " + norm));
    }

    private TrainingException diverged(int epoch, String found) {
        return new TrainingException(
                String.format(
                        Locale.ROOT,
                        "%s: training went astray in epoch %d of %d, step %d of %d, at a learning rate of %.3g: %s;"
                                + " ask for a lower learningRate, e.g. %.3g",
                        tuner.pretrained.network().name(),
                        epoch,
                        epochs,
                        steps,
                        total,
                        schedule.learningRate(Math.max(0, steps - 1), total),
                        found,
                        schedule.learningRate() / 10),
                null);
    }
}
