package dev.stackwright.train;

import dev.stackwright.prediction.Labels;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Rows parted in two, stratified: what is trained on, and what chooses the best epoch. Both ascending; arrays are not
 * copied.
 */
@SuppressWarnings("ArrayRecordComponent")
public record HoldOutSplit(int[] training, int[] chosenBy) {

    /** As {@link #stratified(int[], int[], int[], Labels, double, long)}, no row a copy of another. */
    public static HoldOutSplit stratified(int[] rows, int[] labels, Labels names, double share, long seed) {
        return stratified(rows, labels, IntStream.range(0, labels.length).toArray(), names, share, seed);
    }

    /**
     * Keeps {@code share} of each class, rounded, but one row at least, and leaves one at least; nothing of a class of
     * which all rows are copies of each other. Copies stay on one side.
     *
     * @param copies of each row of {@code labels} a number that its copies share
     */
    public static HoldOutSplit stratified(
            int[] rows, int[] labels, int[] copies, Labels names, double share, long seed) {
        int[][] classes = StratifiedFolds.byClass(rows, labels, names.count());
        Set<Integer> kept = new HashSet<>();
        for (int c = 0; c < classes.length; c++) {
            int[] order = SeedSequence.shuffled(classes[c], SeedSequence.of(seed, "inner", c));
            Set<Integer> left = new HashSet<>();
            Arrays.stream(order)
                    .map(row -> copies[row])
                    .filter(copy -> !kept.contains(copy))
                    .forEach(left::add);
            int wanted = Math.min(order.length - 1, Math.max(1, (int) Math.round(share * order.length)));
            int count = (int) Arrays.stream(order)
                    .filter(row -> kept.contains(copies[row]))
                    .count();
            for (int row : order) {
                if (count < wanted && left.size() > 1 && left.remove(copies[row])) {
                    kept.add(copies[row]);
                    count += (int) Arrays.stream(order)
                            .filter(other -> copies[other] == copies[row])
                            .count();
                }
            }
        }
        return new HoldOutSplit(
                Arrays.stream(rows)
                        .filter(row -> !kept.contains(copies[row]))
                        .sorted()
                        .toArray(),
                Arrays.stream(rows)
                        .filter(row -> kept.contains(copies[row]))
                        .sorted()
                        .toArray());
    }
}
