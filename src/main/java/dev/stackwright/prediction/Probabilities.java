package dev.stackwright.prediction;

/** Probabilities in [0, 1], one row an image, one column a label; each row sums to 1 within 1e-4. Immutable. */
public final class Probabilities {

    private static final double TOLERANCE = 1e-4;

    private final double[][] rows;
    private final int labels;

    private Probabilities(double[][] rows, int labels) {
        this.rows = rows;
        this.labels = labels;
    }

    /** Copies and checks {@code rows}. */
    public static Probabilities of(double[][] rows, int labels) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            double sum = 0;
            for (double v : rows[i]) {
                if (!(v >= 0 && v <= 1 + TOLERANCE)) {
                    throw new IllegalArgumentException("row " + i + ": expected probabilities in [0, 1], found " + v);
                }
                sum += v;
            }
            if (rows[i].length != labels || Math.abs(sum - 1) > TOLERANCE) {
                throw new IllegalArgumentException("row " + i + ": expected " + labels
                        + " probabilities that sum to 1, found " + rows[i].length + " with sum " + sum);
            }
            copy[i] = rows[i].clone();
        }
        return new Probabilities(copy, labels);
    }

    public int rows() {
        return rows.length;
    }

    public int labels() {
        return labels;
    }

    public double at(int row, int label) {
        return rows[row][label];
    }

    /** The most probable label of a row; the first of equals. */
    public int best(int row) {
        int best = 0;
        for (int j = 1; j < labels; j++) {
            if (rows[row][j] > rows[row][best]) {
                best = j;
            }
        }
        return best;
    }
}
