package dev.stackwright.network;

/**
 * Where pooled features of training photos lie: close to a plane through their mean, along the directions in which they
 * vary most. How far the features of a photo are from that plane tells photos of another kind, whatever the classifier
 * answers: the residual of Wang et al., ViM: Out-Of-Distribution with Virtual-logit Matching, CVPR 2022, section 4.1, here
 * as a share of the features' length.
 *
 * @param mean {@code [channels]}
 * @param axes {@code [channels, dimensions]} row by row: orthonormal columns, or columns of 0
 */
@SuppressWarnings("ArrayRecordComponent") // large and never compared; not copied: do not change them
public record FeatureSubspace(float[] mean, float[] axes) {

    /** Keeps a photo without any features at 0 instead of at none. */
    public static final float LEAST = 1e-12f;

    public FeatureSubspace {
        if (mean.length < 1 || axes.length < mean.length || axes.length % mean.length != 0) {
            throw new IllegalArgumentException("expected axes of " + mean.length
                    + " channels in one dimension or more, found " + axes.length + " values");
        }
    }

    public int channels() {
        return mean.length;
    }

    public int dimensions() {
        return axes.length / mean.length;
    }

    /**
     * 0 in the plane; mostly below 1.
     *
     * @param features of this many channels
     */
    public double unfamiliarity(FeatureMatrix features, int row) {
        double[] along = new double[dimensions()];
        double length = 0;
        double off = 0;
        for (int channel = 0; channel < mean.length; channel++) {
            double value = features.at(row, channel);
            double difference = value - mean[channel];
            length += value * value;
            off += difference * difference;
            for (int axis = 0; axis < along.length; axis++) {
                along[axis] += difference * axes[channel * along.length + axis];
            }
        }
        for (double one : along) {
            off -= one * one;
        }
        return Math.sqrt(Math.max(0, off) / (length + LEAST));
    }
}
