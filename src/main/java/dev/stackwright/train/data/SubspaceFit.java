package dev.stackwright.train.data;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FeatureSubspace;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * The plane closest to features, by their principal components: eigenvectors of the matrix of scalar products of the rows,
 * by orthogonal iteration (Golub and Van Loan, Matrix Computations, section 8.2.4). The same features give the same plane.
 */
public final class SubspaceFit {

    /** More rows hardly move the plane, and their products would take long. */
    private static final int MOST_ROWS = 512;
    /** From 16 to 256 dimensions tell photos of other kinds equally well; see BENCHMARKS.md. */
    private static final int MOST_DIMENSIONS = 64;

    private static final int ROUNDS = 20;

    private SubspaceFit() {}

    /** Of so many rows those that a fit looks at, spread evenly: all, or {@value #MOST_ROWS}. */
    public static int[] rows(int count) {
        int most = Math.min(count, MOST_ROWS);
        return IntStream.range(0, most)
                .map(i -> (int) ((long) i * count / most))
                .toArray();
    }

    /**
     * The subspace in which these rows' features lie, but for a small rest.
     *
     * @param rows one or more; those that {@link #rows} chooses of them count
     */
    public static FeatureSubspace fit(FeatureMatrix features, int[] rows) {
        int[] chosen = IntStream.of(rows(rows.length)).map(i -> rows[i]).toArray();
        int channels = features.channels();
        double[] mean = new double[channels];
        for (int row : chosen) {
            for (int c = 0; c < channels; c++) {
                mean[c] += features.at(row, c) / (double) chosen.length;
            }
        }
        double[][] centred = new double[channels][chosen.length];
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < chosen.length; i++) {
                centred[c][i] = features.at(chosen[i], c) - mean[c];
            }
        }
        double[][] axes = axes(centred, Math.max(1, Math.min(MOST_DIMENSIONS, chosen.length / 2)));
        float[] flat = new float[channels * axes.length];
        float[] middle = new float[channels];
        for (int c = 0; c < channels; c++) {
            middle[c] = (float) mean[c];
            for (int axis = 0; axis < axes.length; axis++) {
                flat[c * axes.length + axis] = (float) axes[axis][c];
            }
        }
        return new FeatureSubspace(middle, flat);
    }

    /** {@code [dimensions, channels]}. */
    private static double[][] axes(double[][] centred, int dimensions) {
        double[][] products = products(centred);
        Random random = new Random(1);
        double[][] vectors = new double[dimensions][products.length];
        for (double[] vector : vectors) {
            Arrays.setAll(vector, i -> random.nextGaussian());
        }
        for (int round = 0; round < ROUNDS; round++) {
            for (int v = 0; v < dimensions; v++) {
                double[] vector = vectors[v];
                double[] turned = new double[vector.length];
                for (int i = 0; i < vector.length; i++) {
                    add(turned, vector[i], products[i]);
                }
                vectors[v] = turned;
            }
            orthonormal(vectors);
        }
        double[][] axes = new double[dimensions][centred.length];
        for (int v = 0; v < dimensions; v++) {
            for (int c = 0; c < centred.length; c++) {
                axes[v][c] = dot(vectors[v], centred[c]);
            }
        }
        orthonormal(axes);
        return axes;
    }

    /** Of each row with each, by channel, so that the inner loop runs along memory. */
    private static double[][] products(double[][] centred) {
        int rows = centred[0].length;
        double[][] products = new double[rows][rows];
        for (double[] channel : centred) {
            for (int i = 0; i < rows; i++) {
                add(products[i], channel[i], channel);
            }
        }
        return products;
    }

    /** Modified Gram-Schmidt; what depends on vectors before becomes 0. */
    private static void orthonormal(double[][] vectors) {
        for (int v = 0; v < vectors.length; v++) {
            double before = Math.sqrt(dot(vectors[v], vectors[v]));
            for (int other = 0; other < v; other++) {
                add(vectors[v], -dot(vectors[v], vectors[other]), vectors[other]);
            }
            double length = Math.sqrt(dot(vectors[v], vectors[v]));
            double factor = length > before * 1e-9 ? 1 / length : 0;
            for (int i = 0; i < vectors[v].length; i++) {
                vectors[v][i] *= factor;
            }
        }
    }

    private static void add(double[] to, double factor, double[] of) {
        for (int i = 0; i < to.length; i++) {
            to[i] += factor * of[i];
        }
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
