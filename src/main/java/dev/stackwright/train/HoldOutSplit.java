package dev.stackwright.train;

import dev.stackwright.prediction.Labels;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Rows parted in two, stratified: what is trained on, and what chooses the best epoch. Both ascending; arrays are not
 * copied.
 */
@SuppressWarnings("ArrayRecordComponent")
public record HoldOutSplit(int[] training, int[] chosenBy) {

    /**
     * Keeps {@code share} of each class, rounded, but one row at least, and leaves one at least.
     *
     * @throws TrainingException when a class has fewer than two of {@code rows}
     */
    public static HoldOutSplit stratified(int[] rows, int[] labels, Labels names, double share, long seed) {
        int[][] classes = StratifiedFolds.byClass(rows, labels, names.count());
        IntStream.Builder training = IntStream.builder();
        IntStream.Builder chosenBy = IntStream.builder();
        for (int c = 0; c < classes.length; c++) {
            int size = classes[c].length;
            if (size < 2) {
                throw new TrainingException(
                        "label '" + names.name(c) + "' has " + size + " images where two or more are needed, one to"
                                + " train on and one to choose the best epoch by: add images of '" + names.name(c)
                                + "' or ask for fewer folds",
                        null);
            }
            int kept = Math.min(size - 1, Math.max(1, (int) Math.round(share * size)));
            int[] order = SeedSequence.shuffled(classes[c], SeedSequence.of(seed, "inner", c));
            Arrays.stream(order, 0, kept).forEach(chosenBy::add);
            Arrays.stream(order, kept, size).forEach(training::add);
        }
        return new HoldOutSplit(
                training.build().sorted().toArray(), chosenBy.build().sorted().toArray());
    }
}
