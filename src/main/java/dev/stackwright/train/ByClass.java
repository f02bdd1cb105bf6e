package dev.stackwright.train;

import java.util.Arrays;
import java.util.stream.IntStream;

/** Rows grouped by their label. */
final class ByClass {

    private ByClass() {}

    /** For each class its rows out of {@code rows}, in their order. */
    static int[][] rows(int[] rows, int[] labels, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(
                        c -> Arrays.stream(rows).filter(row -> labels[row] == c).toArray())
                .toArray(int[][]::new);
    }
}
