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

    /**
     * A share of successes with its 95 % interval by Wilson (Probable inference, the law of succession, and statistical
     * inference, 1927): right also near 0 and 1 and for few trials.
     *
     * @param value successes / trials; 0 where there are no trials
     * @param low 0 where there are no trials
     * @param high 1 where there are no trials
     */
    public record WilsonInterval(int successes, int trials, double value, double low, double high) {

        private static final double Z = Interval.Z;

        public static WilsonInterval of(int successes, int trials) {
            if (successes < 0 || successes > trials) {
                throw new IllegalArgumentException("expected 0 to " + trials + " successes, found " + successes);
            }
            if (trials == 0) {
                return new WilsonInterval(0, 0, 0, 0, 1);
            }
            double n = trials;
            double p = successes / n;
            double centre = p + Z * Z / (2 * n);
            double margin = Z * Math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n));
            double scale = 1 + Z * Z / n;
            double low = successes == 0 ? 0 : (centre - margin) / scale;
            double high = successes == trials ? 1 : (centre + margin) / scale;
            return new WilsonInterval(successes, trials, p, low, high);
        }
    }
}
