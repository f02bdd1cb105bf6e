package dev.stackwright.network;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * How a network is trained.
 *
 * @param epochs 1 to 1000
 * @param batchSize 1 to 1024
 * @param learningRate at its highest
 * @param warmUp share of the steps over which the rate rises, 0 to 1
 * @param clipNorm global norm that gradients are clipped to; infinity for none
 * @param maxShift share of the edge by which a crop may be shifted, 0 to 0.5
 * @param flip whether images are mirrored at random
 * @param innerShare share of the training part kept for choosing the best epoch
 * @param asKeras as Keras' {@code fit} has it by default: the rate stays after its rise, and an epoch's batches are full
 *     but for the last; else the rate falls to zero along a cosine, and batches differ by one image at most
 */
public record FineTuneSettings(
        int epochs,
        int batchSize,
        double learningRate,
        double warmUp,
        double clipNorm,
        double maxShift,
        boolean flip,
        double innerShare,
        BatchNormMode batchNorm,
        @JsonIgnore boolean asKeras) {

    /** Frozen uses moving statistics and trains neither gamma nor beta; training updates all of them. */
    public enum BatchNormMode {
        FROZEN,
        TRAINING
    }

    /** 5 epochs, batch 32, 1e-4, warm-up 0.1, clip 1, shift 0.1, flip, inner 0.1, batch norm frozen. */
    public static final FineTuneSettings FINE_TUNING =
            new FineTuneSettings(5, 32, 1e-4, 0.1, 1, 0.1, true, 0.1, BatchNormMode.FROZEN, false);

    public FineTuneSettings {
        if (epochs < 1 || epochs > 1000 || batchSize < 1 || batchSize > 1024) {
            throw new IllegalArgumentException(
                    "expected 1 to 1000 epochs and batches of 1 to 1024, found " + epochs + " and " + batchSize);
        }
        if (!(learningRate > 0 && learningRate < 1) || !(warmUp >= 0 && warmUp <= 1) || !(clipNorm > 0)) {
            throw new IllegalArgumentException("expected a learning rate in (0, 1), a warm-up in [0, 1] and a positive"
                    + " clip norm, found " + learningRate + ", " + warmUp + ", " + clipNorm);
        }
        if (!(maxShift >= 0 && maxShift <= 0.5) || !(innerShare > 0 && innerShare < 0.5)) {
            throw new IllegalArgumentException("expected a shift in [0, 0.5] and an inner share in (0, 0.5), found "
                    + maxShift + ", " + innerShare);
        }
    }

    /** The article's: these epochs, batches and rate, every weight trained, no clipping, no augmentation, as Keras. */
    public FineTuneSettings article() {
        return new FineTuneSettings(
                epochs,
                batchSize,
                learningRate,
                0,
                Double.POSITIVE_INFINITY,
                0,
                false,
                innerShare,
                BatchNormMode.TRAINING,
                true);
    }

    /** Steps of one epoch over so many images. */
    public int stepsPerEpoch(int images) {
        return (images + batchSize - 1) / batchSize;
    }

    /**
     * The rate of one step: linear warm-up, then half a cosine (Loshchilov and Hutter, SGDR, ICLR 2017, equation 5,
     * without restarts), or as it is.
     *
     * @param step from 0
     * @param steps of the whole training
     */
    public double learningRate(int step, int steps) {
        int rising = (int) Math.round(warmUp * steps);
        if (step < rising) {
            return learningRate * (step + 1) / rising;
        }
        if (asKeras) {
            return learningRate;
        }
        double done = (double) (step - rising) / Math.max(1, steps - rising);
        return learningRate * 0.5 * (1 + Math.cos(Math.PI * done));
    }
}
