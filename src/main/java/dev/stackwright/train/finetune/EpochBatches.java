package dev.stackwright.train.finetune;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.train.SeedSequence;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Which images the steps of an epoch take. Pure. */
final class EpochBatches {

    private EpochBatches() {}

    /** The batches of one epoch: every row once, in an order that depends on the seed and the epoch alone. */
    static List<int[]> of(int[] rows, FineTuneSettings settings, long seed, int epoch) {
        int[] order = SeedSequence.shuffled(rows, SeedSequence.of(seed, "epoch order", epoch));
        int count = settings.stepsPerEpoch(rows.length);
        List<int[]> batches = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            int from = settings.asKeras() ? i * settings.batchSize() : share(rows.length, i, count);
            int to = settings.asKeras()
                    ? Math.min(rows.length, (i + 1) * settings.batchSize())
                    : share(rows.length, i + 1, count);
            batches.add(Arrays.copyOfRange(order, from, to));
        }
        return batches;
    }

    private static int share(int rows, int part, int parts) {
        return (int) ((long) rows * part / parts);
    }
}
