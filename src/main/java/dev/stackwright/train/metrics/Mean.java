package dev.stackwright.train.metrics;

/** Mean and its standard error. */
public final class Mean {

    private Mean() {}

    /** 0 where there are none. */
    public static double of(double[] values) {
        double sum = 0;
        for (double v : values) {
            sum += v;
        }
        return values.length == 0 ? 0 : sum / values.length;
    }

    /** Sample standard deviation / √n; 0 where there are fewer than two. */
    public static double standardError(double[] values) {
        int n = values.length;
        if (n < 2) {
            return 0;
        }
        double mean = of(values);
        double squares = 0;
        for (double v : values) {
            squares += (v - mean) * (v - mean);
        }
        return Math.sqrt(squares / (n - 1) / n);
    }
}
