package dev.stackwright.train.logistic;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.tensorflow.FixedMatrix;
import dev.stackwright.tensorflow.SymmetricMatrix;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Features turned onto their principal axes, less their mean and divided by the root mean square of what is left, in
 * native memory and in blocks by group of rows. A penalty on squares does not see a rotation, so that a fit has the same
 * minimum; but its second derivatives are nearly those of separate axes, and rows that are fewer than channels have no
 * more axes than rows. Of more than {@value #MOST_AXES} the decomposition would cost more than it saves: there the axes
 * are the channels. Threads may share it; close it when none is at work on it.
 */
final class PrincipalRows implements AutoCloseable {

    /** About ten seconds of one core. */
    static final int MOST_AXES = 2560;

    private static final int ROWS_AT_ONCE = 1024;

    /** Share of the largest variance below which an axis is rounding. */
    private static final double NOTHING = 1e-12;

    /** @param rows which of the features', in the order of the values */
    @SuppressWarnings("ArrayRecordComponent")
    record Block(int[] rows, FixedMatrix values) {}

    private final FeatureMatrix features;
    private final double[] mean;
    private final double scale;
    /** {@code [axes, channels]}, each of length 1; empty where they are the channels. */
    private double[] axes = {};

    private double[] variances = {};
    private final List<List<Block>> groups = new ArrayList<>();

    /** @param groups which rows belong together, such as those of each fold; none twice */
    PrincipalRows(FeatureMatrix features, int[] labels, List<int[]> groups) {
        int[] all = groups.stream().flatMapToInt(Arrays::stream).toArray();
        Rows rows = new Rows(features, all, labels);
        this.features = features;
        this.mean = rows.mean();
        this.scale = 1 / rows.spread(mean);
        int channels = features.channels();
        if (channels <= MOST_AXES && channels < all.length) {
            ofChannels(all);
        } else if (all.length <= Math.min(channels, MOST_AXES)) {
            ofRows(all);
        } else {
            ofEachChannel(all);
        }
        try {
            groups.forEach(this::add);
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** From the covariance of channels. */
    private void ofChannels(int[] all) {
        int channels = features.channels();
        double[] squares = new double[channels * channels];
        for (int[] part : parts(all)) {
            double[] values = centred(part);
            double[] own = SymmetricMatrix.transposedTimes(values, values, part.length);
            for (int i = 0; i < squares.length; i++) {
                squares[i] += own[i];
            }
        }
        SymmetricMatrix.Eigen eigen = SymmetricMatrix.eigen(squares, channels);
        int from = firstThatCounts(eigen.values());
        int count = channels - from;
        variances = new double[count];
        axes = new double[count * channels];
        for (int a = 0; a < count; a++) {
            variances[a] = eigen.values()[from + a] / all.length;
            for (int j = 0; j < channels; j++) {
                axes[a * channels + j] = eigen.vectors()[j * channels + from + a];
            }
        }
    }

    /** From the products of rows, which have the same values: u of X · Xᵀ belongs to Xᵀ · u of Xᵀ · X. */
    private void ofRows(int[] all) {
        int n = all.length;
        double[] values = centred(all);
        SymmetricMatrix.Eigen eigen =
                SymmetricMatrix.eigen(SymmetricMatrix.timesTransposed(values, values, features.channels()), n);
        int from = firstThatCounts(eigen.values());
        int count = n - from;
        variances = new double[count];
        double[] vectors = new double[n * count];
        for (int a = 0; a < count; a++) {
            double value = Math.max(0, eigen.values()[from + a]);
            variances[a] = value / n;
            double length = value == 0 ? 1 : Math.sqrt(value);
            for (int i = 0; i < n; i++) {
                vectors[i * count + a] = eigen.vectors()[i * n + from + a] / length;
            }
        }
        axes = SymmetricMatrix.transposedTimes(vectors, values, n);
    }

    private void ofEachChannel(int[] all) {
        variances = new double[features.channels()];
        for (int[] part : parts(all)) {
            double[] values = centred(part);
            for (int i = 0; i < values.length; i++) {
                variances[i % variances.length] += values[i] * values[i] / all.length;
            }
        }
    }

    /** At least the last, so that features without any variance have one axis. */
    private static int firstThatCounts(double[] ascending) {
        double least = NOTHING * ascending[ascending.length - 1];
        return IntStream.range(0, ascending.length)
                .filter(i -> ascending[i] > least)
                .findFirst()
                .orElse(ascending.length - 1);
    }

    /** Each block is known to {@link #close} as soon as it is made. */
    private void add(int[] group) {
        List<Block> blocks = new ArrayList<>();
        groups.add(blocks);
        for (int[] part : parts(group)) {
            double[] values = centred(part);
            double[] turned =
                    axes.length == 0 ? values : SymmetricMatrix.timesTransposed(values, axes, features.channels());
            float[] rounded = new float[turned.length];
            for (int i = 0; i < rounded.length; i++) {
                rounded[i] = (float) turned[i];
            }
            blocks.add(new Block(part, new FixedMatrix(part.length, axes(), rounded)));
        }
    }

    private static List<int[]> parts(int[] rows) {
        return IntStream.rangeClosed(0, (rows.length - 1) / ROWS_AT_ONCE)
                .mapToObj(
                        i -> Arrays.copyOfRange(rows, i * ROWS_AT_ONCE, Math.min(rows.length, (i + 1) * ROWS_AT_ONCE)))
                .filter(part -> part.length > 0)
                .toList();
    }

    private double[] centred(int[] rows) {
        int channels = features.channels();
        double[] values = new double[rows.length * channels];
        for (int i = 0; i < rows.length; i++) {
            for (int j = 0; j < channels; j++) {
                values[i * channels + j] = scale * (features.at(rows[i], j) - mean[j]);
            }
        }
        return values;
    }

    int axes() {
        return variances.length;
    }

    /** Mean square of the values on one axis. */
    double variance(int axis) {
        return variances[axis];
    }

    /** What features were multiplied by. */
    double scale() {
        return scale;
    }

    /** Of all groups but one, in order; of all where that is negative. */
    List<Block> without(int group) {
        return IntStream.range(0, groups.size())
                .filter(g -> g != group)
                .mapToObj(groups::get)
                .flatMap(List::stream)
                .toList();
    }

    List<Block> group(int group) {
        return groups.get(group);
    }

    /** Weights of features as they are, {@code [columns, channels]}, from those of the axes, {@code [columns, axes]}. */
    double[] ofFeatures(double[] weights) {
        double[] out = axes.length == 0
                ? weights.clone()
                : SymmetricMatrix.transposedTimes(turned(weights, axes()), axes, axes());
        for (int i = 0; i < out.length; i++) {
            out[i] *= scale;
        }
        return out;
    }

    private static double[] turned(double[] matrix, int width) {
        int height = matrix.length / width;
        double[] out = new double[matrix.length];
        for (int i = 0; i < height; i++) {
            for (int j = 0; j < width; j++) {
                out[j * height + i] = matrix[i * width + j];
            }
        }
        return out;
    }

    double[] mean() {
        return mean;
    }

    @Override
    public void close() {
        groups.forEach(group -> group.forEach(block -> block.values().close()));
        groups.clear();
    }
}
