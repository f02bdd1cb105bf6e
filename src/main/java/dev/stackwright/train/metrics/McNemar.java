package dev.stackwright.train.metrics;

/**
 * McNemar's exact test (Note on the sampling error of the difference between correlated proportions, 1947) of two
 * classifiers on the same rows: is one right more often where they differ?
 *
 * @param onlyFirst rows that the first alone got right
 * @param onlySecond rows that the second alone got right
 * @param pValue two-sided binomial, in (0, 1]; 1 where they nowhere differ
 */
public record McNemar(int onlyFirst, int onlySecond, double pValue) {

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
        return new McNemar(onlyFirst, onlySecond, pValue(onlyFirst, onlySecond));
    }

    /** min(1, 2 · P(X ≤ min(a, b))), X binomial over a + b tosses of a fair coin; in logarithms, so that none underflows. */
    private static double pValue(int a, int b) {
        int n = a + b;
        double logTerm = -n * Math.log(2);
        double sum = 0;
        for (int i = 0; i <= Math.min(a, b); i++) {
            if (i > 0) {
                logTerm += Math.log(n - i + 1.0) - Math.log(i);
            }
            sum += Math.exp(logTerm);
        }
        return Math.min(1, 2 * sum);
    }
}
