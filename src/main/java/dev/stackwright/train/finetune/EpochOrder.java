package dev.stackwright.train.finetune;

import dev.stackwright.train.SeedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The batches of one epoch: every row once, in an order that depends on the seed and the epoch alone. Pure. */
final class EpochOrder {

    private EpochOrder() {}

    static List<int[]> batches(int[] rows, Course course, long seed, int epoch) {
        int[] order = SeedSequence.shuffled(rows, SeedSequence.of(seed, "epoch order", epoch));
        int count = course.stepsPerEpoch(rows.length);
        List<int[]> batches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = course.evenBatches() ? share(rows.length, i, count) : i * course.batchSize();
            int to = course.evenBatches()
                    ? share(rows.length, i + 1, count)
                    : Math.min(rows.length, (i + 1) * course.batchSize());
            batches.add(Arrays.copyOfRange(order, from, to));
        }
        return batches;
    }

    private static int share(int rows, int part, int parts) {
        return (int) ((long) rows * part / parts);
    }
}
