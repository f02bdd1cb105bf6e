package dev.stackwright.train.metrics;

/**
 * An estimate with its 95 % interval.
 *
 * @param low at most {@code value}
 * @param high at least {@code value}
 */
public record Interval(double value, double low, double high) {

    /** The 97.5 % quantile of the normal distribution. */
    static final double Z = 1.959963984540054;

    public Interval {
        if (!(low <= value && value <= high)) {
            throw new IllegalArgumentException(
                    "expected low ≤ value ≤ high, found " + low + ", " + value + ", " + high);
        }
    }

    /** To the digits of reports; rounding keeps the order. */
    public Interval rounded() {
        return new Interval(Metrics.rounded(value), Metrics.rounded(low), Metrics.rounded(high));
    }
}
