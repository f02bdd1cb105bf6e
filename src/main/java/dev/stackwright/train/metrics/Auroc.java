package dev.stackwright.train.metrics;

import java.util.Arrays;
import java.util.OptionalDouble;

/** How well a score tells two kinds apart. Pure. */
public final class Auroc {

    private Auroc() {}

    /**
     * The area under the receiver operating characteristic: the share of pairs in which the one of {@code high} has the
     * greater score, equal ones counting half (Mann and Whitney, 1947). 0.5 where the score says nothing, 1 where it tells
     * all apart; empty where one side is.
     */
    public static OptionalDouble of(double[] low, double[] high) {
        if (low.length == 0 || high.length == 0) {
            return OptionalDouble.empty();
        }
        double[] sorted = low.clone();
        Arrays.sort(sorted);
        double below = 0;
        for (double score : high) {
            below += (first(sorted, score, false) + first(sorted, score, true)) / 2.0;
        }
        return OptionalDouble.of(below / low.length / high.length);
    }

    /** How many of {@code sorted} are below {@code score}, or not above it. */
    private static int first(double[] sorted, double score, boolean orEqual) {
        int from = 0;
        int to = sorted.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (sorted[middle] < score || (orEqual && sorted[middle] == score)) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
