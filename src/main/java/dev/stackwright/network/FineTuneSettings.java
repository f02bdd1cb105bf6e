package dev.stackwright.network;

import dev.stackwright.tensorflow.TrainableNetwork.BatchNorm;

/**
 * Settings of the fine-tuning recipe (and, for epochs, batch and rate, of the article's).
 *
 * @param epochs 1 to 1000
 * @param batchSize 1 to 1024
 * @param learningRate peak, after warm-up
 * @param warmUp fraction of all steps over which the rate rises, 0 to 1
 * @param clipNorm global norm that gradients are clipped to
 * @param maxShift fraction of the edge, 0 to 0.5
 * @param flip whether images are mirrored at random
 * @param innerShare share of the training part kept for choosing the best weights
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
        BatchNorm batchNorm) {

    /** 5 epochs, batch 32, 1e-4, warm-up 0.1, clip 1, shift 0.1, flip, inner 0.1, batch norm frozen. */
    public static final FineTuneSettings DEFAULT =
            new FineTuneSettings(5, 32, 1e-4, 0.1, 1, 0.1, true, 0.1, BatchNorm.FROZEN);

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
}
