package dev.stackwright.network;

import dev.stackwright.network.Layers.BatchNorm;
import java.util.function.Function;

/**
 * Batch norm with fixed statistics is a factor and a shift for each channel, and the factor can move into the kernel
 * before it. Computed in double, as the factors of dead channels are large.
 */
@SuppressWarnings("ArrayRecordComponent")
public record FoldedNorm(double[] factor, double[] shift) {

    public static FoldedNorm of(String norm, BatchNorm settings, Function<String, FloatArray> weights) {
        float[] beta = weights.apply(norm + "/beta").values();
        float[] mean = weights.apply(norm + "/moving_mean").values();
        float[] variance = weights.apply(norm + "/moving_variance").values();
        double[] factor = new double[beta.length];
        double[] shift = new double[beta.length];
        for (int c = 0; c < beta.length; c++) {
            factor[c] = 1 / Math.sqrt(variance[c] + settings.epsilon());
        }
        if (settings.scaled()) {
            float[] gamma = weights.apply(norm + "/gamma").values();
            for (int c = 0; c < beta.length; c++) {
                factor[c] *= gamma[c];
            }
        }
        for (int c = 0; c < beta.length; c++) {
            shift[c] = beta[c] - mean[c] * factor[c];
        }
        return new FoldedNorm(factor, shift);
    }

    /** The output channel is the last axis of {@code [h, w, in, out]}, and in effect of {@code [h, w, channels, 1]}. */
    public FloatArray kernel(FloatArray kernel) {
        float[] folded = new float[kernel.values().length];
        for (int i = 0; i < folded.length; i++) {
            folded[i] = (float) (kernel.values()[i] * factor[i % factor.length]);
        }
        return new FloatArray(kernel.shape(), folded);
    }

    public static FloatArray vector(double[] values) {
        float[] narrow = new float[values.length];
        for (int i = 0; i < values.length; i++) {
            narrow[i] = (float) values[i];
        }
        return new FloatArray(new long[] {values.length}, narrow);
    }
}
