package dev.stackwright.train;

import dev.stackwright.prediction.Labels;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rows dealt out into folds, stratified: of each class, no fold has more than one row more than another, and the same
 * holds for all rows together. Immutable.
 */
public final class StratifiedFolds {

    private final int count;
    private final int[] foldOf;

    private StratifiedFolds(int count, int[] foldOf) {
        this.count = count;
        this.foldOf = foldOf;
    }

    /**
     * Deals rows out, class by class, in an order drawn from the seed.
     *
     * @param labels of each row, an index into {@code names}
     * @throws TrainingException when a class has fewer rows than there are folds, so that some fold could not hold it
     */
    public static StratifiedFolds stratified(int[] labels, Labels names, int count, long seed) {
        int[][] classes = byClass(IntStream.range(0, labels.length).toArray(), labels, names.count());
        requireEnough(classes, names, count);
        int[] foldOf = new int[labels.length];
        // goes on where the class before ended, so that fold sizes differ by one at most
        int next = 0;
        for (int c = 0; c < classes.length; c++) {
            for (int row : SeedSequence.shuffled(classes[c], SeedSequence.of(seed, "folds", c))) {
                foldOf[row] = next;
                next = (next + 1) % count;
            }
        }
        return new StratifiedFolds(count, foldOf);
    }

    /** For each class its rows out of {@code rows}, in their order. */
    static int[][] byClass(int[] rows, int[] labels, int classes) {
        return IntStream.range(0, classes)
                .mapToObj(
                        c -> Arrays.stream(rows).filter(row -> labels[row] == c).toArray())
                .toArray(int[][]::new);
    }

    private static void requireEnough(int[][] classes, Labels names, int count) {
        for (int c = 0; c < classes.length; c++) {
            if (classes[c].length < count) {
                throw new TrainingException(
                        "label '" + names.name(c) + "' has " + classes[c].length
                                + " usable training images, but " + count + " folds need " + count
                                + " or more of each label: add images of '" + names.name(c) + "'"
                                + (classes[c].length < 2 ? "" : " or ask for " + classes[c].length + " folds or fewer"),
                        null);
            }
        }
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
