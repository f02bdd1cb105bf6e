package dev.stackwright.prediction;

/** Unnormalised log-probabilities, one row an image, one column a label; finite. Immutable. */
public final class Logits {

    private final double[][] rows;
    private final int labels;

    private Logits(double[][] rows, int labels) {
        this.rows = rows;
        this.labels = labels;
    }

    /** Copies {@code rows}; each must have {@code labels} finite values. */
    public static Logits of(double[][] rows, int labels) {
        double[][] copy = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            if (rows[i].length != labels) {
                throw new IllegalArgumentException(
                        "row " + i + ": expected " + labels + " logits, found " + rows[i].length);
            }
            for (double v : rows[i]) {
                if (!Double.isFinite(v)) {
                    throw new IllegalArgumentException("row " + i + ": expected finite logits, found " + v);
                }
            }
            copy[i] = rows[i].clone();
        }
        return new Logits(copy, labels);
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

    /** A copy of one row. */
    public double[] row(int row) {
        return rows[row].clone();
    }

    /** The rows at {@code indices}, in that order. */
    public Logits select(int[] indices) {
        double[][] chosen = new double[indices.length][];
        for (int i = 0; i < indices.length; i++) {
            chosen[i] = rows[indices[i]];
        }
        return new Logits(chosen, labels);
    }

    /** logits / temperature. */
    public Logits dividedBy(Temperature temperature) {
        double[][] out = new double[rows.length][labels];
        for (int i = 0; i < rows.length; i++) {
            for (int c = 0; c < labels; c++) {
                out[i][c] = rows[i][c] / temperature.value();
            }
        }
        return new Logits(out, labels);
    }

    /** softmax(logits / temperature), by row. */
    public Probabilities softmax(Temperature temperature) {
        double[][] out = new double[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            out[i] = rows[i].clone();
            Softmax.inPlace(out[i], temperature.value());
        }
        return Probabilities.of(out, labels);
    }
}
