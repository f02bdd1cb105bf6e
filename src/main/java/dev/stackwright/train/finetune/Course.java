package dev.stackwright.train.finetune;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.tensorflow.TrainableNetwork;
import dev.stackwright.tensorflow.TrainableNetwork.BatchNorm;

/**
 * How a network is trained.
 *
 * @param learningRate at its highest
 * @param warmUp share of the steps over which the rate rises
 * @param decays whether the rate falls to zero along a cosine after that, or stays
 * @param evenBatches whether an epoch's batches differ by one image at most, or all but the last are full
 */
public record Course(
        int epochs,
        int batchSize,
        double learningRate,
        double warmUp,
        boolean decays,
        double clipNorm,
        double maxShift,
        boolean flip,
        BatchNorm batchNorm,
        boolean evenBatches) {

    public static Course fineTuning(FineTuneSettings settings) {
        return new Course(
                settings.epochs(),
                settings.batchSize(),
                settings.learningRate(),
                settings.warmUp(),
                true,
                settings.clipNorm(),
                settings.maxShift(),
                settings.flip(),
                settings.batchNorm(),
                true);
    }

    /** As Keras' {@code fit} does by default: constant rate, no clipping, no augmentation, the rest as the last batch. */
    public static Course article(FineTuneSettings settings) {
        return new Course(
                settings.epochs(),
                settings.batchSize(),
                settings.learningRate(),
                0,
                false,
                Double.POSITIVE_INFINITY,
                0,
                false,
                BatchNorm.TRAINING,
                false);
    }

    TrainableNetwork.Options options() {
        return new TrainableNetwork.Options(batchNorm, clipNorm, maxShift);
    }

    /** Steps of one epoch over so many images. */
    public int stepsPerEpoch(int images) {
        return (images + batchSize - 1) / batchSize;
    }

    /**
     * The rate of one step: linear warm-up, then half a cosine (Loshchilov and Hutter, SGDR, ICLR 2017, equation 5,
     * without restarts).
     *
     * @param step from 0
     * @param total of the whole training
     */
    public double rate(int step, int total) {
        int rising = (int) Math.round(warmUp * total);
        if (step < rising) {
            return learningRate * (step + 1) / rising;
        }
        if (!decays) {
            return learningRate;
        }
        double done = (double) (step - rising) / Math.max(1, total - rising);
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * done));
    }
}
