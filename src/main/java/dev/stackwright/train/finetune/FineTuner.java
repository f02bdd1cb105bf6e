package dev.stackwright.train.finetune;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.ClassWeights;
import dev.stackwright.network.Head;
import dev.stackwright.network.Precision;
import dev.stackwright.prediction.Logits;
import dev.stackwright.tensorflow.Devices;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.FeaturePass.PixelBatches;
import dev.stackwright.train.data.PixelDataset;
import java.time.Clock;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Trains one whole network on images by one settings, as often as is wanted, each time from its first weights: the graph is
 * made once. Everything random comes from the seed. For one thread; close it.
 */
public final class FineTuner implements AutoCloseable {

    final PixelDataset images;
    final FineTuneSettings settings;
    final PretrainedNetwork pretrained;
    final Cancellation cancellation;
    final Clock clock;
    private final Devices devices;
    private final Precision precision;
    private @Nullable TrainableNetwork opened;

    /** @param clock for the pace, and for how often a training is kept; no result depends on it */
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
        this.precision = devices.precision(settings, pretrained.network());
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
        return new TuningRun(this, net, training, stage).run(head);
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

    /** In what numbers its steps convolve. */
    public Precision precision() {
        return precision;
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

    Logits logits(TrainableNetwork net, int[] rows) {
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
}
