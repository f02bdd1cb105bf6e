package dev.stackwright.train.metrics;

/**
 * The mean of what one model loses more than another on the same rows. Rows that are hard for both cancel out, so that
 * its standard error is far below that of either mean where the models are alike.
 *
 * @param mean of first − second; 0 where there are no rows
 * @param standardError of that mean, over the rows' differences; 0 where there are fewer than two
 */
public record PairedDifference(double mean, double standardError) {

    /** Differences row by row. */
    public static PairedDifference of(double[] first, double[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "expected as many rows of both, found " + first.length + " and " + second.length);
        }
        double[] differences = new double[first.length];
        for (int i = 0; i < differences.length; i++) {
            differences[i] = first[i] - second[i];
        }
        return new PairedDifference(Metrics.mean(differences), Metrics.standardError(differences));
    }

    /** Whether the first is worse by no more than one standard error; true where it is better. */
    public boolean withinOneStandardError() {
        return mean <= standardError;
    }

    /** 95 %, by the normal distribution. */
    public Interval interval() {
        double margin = Interval.Z * standardError;
        return new Interval(mean, mean - margin, mean + margin);
    }
}
