package dev.stackwright.train;

import dev.stackwright.prediction.Labels;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Rows dealt out into folds, stratified: where no two rows are copies, no fold has more than one row of a class more than
 * another, and the same holds for all rows together. Copies share a fold. A class with fewer rows than folds is missing
 * from some. Immutable.
 */
public final class StratifiedFolds {

    private final int count;
    private final int[] foldOf;

    private StratifiedFolds(int count, int[] foldOf) {
        this.count = count;
        this.foldOf = foldOf;
    }

    /** As {@link #stratified(int[], int[], Labels, int, long)}, no row a copy of another. */
    public static StratifiedFolds stratified(int[] labels, Labels names, int count, long seed) {
        return stratified(labels, IntStream.range(0, labels.length).toArray(), names, count, seed);
    }

    /** As {@link #stratified(int[], int[], int, int, long)}, for labels with names. */
    public static StratifiedFolds stratified(int[] labels, int[] copies, Labels names, int count, long seed) {
        return stratified(labels, copies, names.count(), count, seed);
    }

    /**
     * Deals rows out, class by class, in an order drawn from the seed, each to the fold that has the fewest of its class.
     *
     * @param labels of each row, 0 to below {@code labelCount}
     * @param copies of each row a number that its copies share
     */
    public static StratifiedFolds stratified(int[] labels, int[] copies, int labelCount, int count, long seed) {
        int[][] classes = byClass(IntStream.range(0, labels.length).toArray(), labels, labelCount);
        int[] foldOf = new int[labels.length];
        Map<Integer, Integer> foldOfCopies = new HashMap<>();
        // goes on where the class before ended, so that fold sizes differ by one at most
        int next = 0;
        for (int c = 0; c < classes.length; c++) {
            int[] sizes = new int[count];
            for (int row : SeedSequence.shuffled(classes[c], SeedSequence.of(seed, "folds", c))) {
                Integer shared = foldOfCopies.get(copies[row]);
                int fold = shared == null ? smallest(sizes, next) : shared;
                foldOf[row] = fold;
                sizes[fold]++;
                if (shared == null) {
                    foldOfCopies.put(copies[row], fold);
                    next = (fold + 1) % count;
                }
            }
        }
        return new StratifiedFolds(count, foldOf);
    }

    /** The first of the smallest, looked for from {@code from} on. */
    private static int smallest(int[] sizes, int from) {
        int best = from;
        for (int i = 0; i < sizes.length; i++) {
            int fold = (from + i) % sizes.length;
            best = sizes[fold] < sizes[best] ? fold : best;
        }
        return best;
    }

    /** For each class its rows out of {@code rows}, in their order. */
    static int[][] byClass(int[] rows, int[] labels, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(
                        c -> Arrays.stream(rows).filter(row -> labels[row] == c).toArray())
                .toArray(int[][]::new);
    }

    public int count() {
        return count;
    }

    public int rows() {
        return foldOf.length;
    }

    /** The fold that holds {@code row} out. */
    public int of(int row) {
        return foldOf[row];
    }

    /** Rows of every other fold, ascending. */
    public int[] training(int fold) {
        return IntStream.range(0, foldOf.length).filter(r -> foldOf[r] != fold).toArray();
    }

    /** Rows of this fold, ascending. */
    public int[] heldOut(int fold) {
        return IntStream.range(0, foldOf.length).filter(r -> foldOf[r] == fold).toArray();
    }

    @Override
    public String toString() {
        return "Folds"
                + Arrays.toString(
                        IntStream.range(0, count).map(f -> heldOut(f).length).toArray());
    }
}
