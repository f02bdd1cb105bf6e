package dev.stackwright.train.metrics;

/**
 * McNemar's test (Note on the sampling error of the difference between correlated proportions, 1947) of two classifiers
 * on the same rows: is one right more often where they differ? Test and interval are those that Fagerland, Lydersen and
 * Laake recommend (Recommended tests and confidence intervals for paired binomial proportions, Statistics in Medicine,
 * 2014).
 *
 * @param onlyFirst rows that the first alone got right
 * @param onlySecond rows that the second alone got right
 * @param rows all of them
 * @param pValue two-sided binomial mid-p, in (0, 1]; 1 where they nowhere differ; below the least double it is that one
 */
public record McNemar(int onlyFirst, int onlySecond, int rows, double pValue) {

    /** Compares who was right, row by row. */
    public static McNemar of(boolean[] first, boolean[] second) {
        if (first.length != second.length) {
            throw new IllegalArgumentException(
                    "expected as many rows of both, found " + first.length + " and " + second.length);
        }
        int onlyFirst = 0;
        int onlySecond = 0;
        for (int i = 0; i < first.length; i++) {
            if (first[i] && !second[i]) {
                onlyFirst++;
            } else if (second[i] && !first[i]) {
                onlySecond++;
            }
        }
        return new McNemar(onlyFirst, onlySecond, first.length, midP(onlyFirst, onlySecond));
    }

    /**
     * 2 · P(X < m) + P(X = m) with m = min(a, b), X binomial over a + b tosses of a fair coin. The exact test counts P(X =
     * m) twice, which makes it say too seldom that there is a difference.
     */
    private static double midP(int a, int b) {
        int n = a + b;
        int m = Math.min(a, b);
        double logTerm = -n * Math.log(2);
        double sum = 0;
        for (int i = 0; i <= m; i++) {
            if (i > 0) {
                logTerm += Math.log(n - i + 1.0) - Math.log(i);
            }
            sum += (i < m ? 2 : 1) * Math.exp(logTerm);
        }
        return Math.min(1, Math.max(Double.MIN_VALUE, sum));
    }

    /**
     * Share of rows that the first got right less that of the second, with its interval by Bonett and Price (Adjusted Wald
     * confidence interval for a difference of binomial proportions based on paired data, Journal of Educational and
     * Behavioral Statistics, 2012). In [−1, 1]; the whole of it where there are no rows.
     */
    public Interval difference() {
        if (rows == 0) {
            return new Interval(0, -1, 1);
        }
        double value = (double) (onlyFirst - onlySecond) / rows;
        double first = (onlyFirst + 1.0) / (rows + 2);
        double second = (onlySecond + 1.0) / (rows + 2);
        double centre = first - second;
        double margin = Interval.Z * Math.sqrt((first + second - centre * centre) / (rows + 2));
        return new Interval(
                value, Math.min(value, Math.max(-1, centre - margin)), Math.max(value, Math.min(1, centre + margin)));
    }
}
