package dev.stackwright.train.finetune;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RateTrialTest {

    private static final FineTuneSettings BASE = FineTuneSettings.FINE_TUNING;
    private static final FineTuneSettings SETTINGS = new FineTuneSettings(
            10,
            8,
            3e-4,
            0.1,
            BASE.optimizer(),
            0,
            BASE.augmentation(),
            BASE.classWeights(),
            BASE.batchNorm(),
            false,
            List.of(1e-5, 1e-4, 1e-3),
            Precision.FLOAT32);

    @Test
    void theRateWithTheLeastLossIsTakenAndTheLowestOfEquals() {
        RateTrial trial = trial(40);
        assertThat(trial.best(Map.of(1e-5, 0.3, 1e-4, 0.2, 1e-3, 0.2)::get, 3e-4))
                .isEqualTo(1e-4);
        assertThat(trial.best(rate -> rate == 1e-3 ? 5 : Double.POSITIVE_INFINITY, 3e-4))
                .isEqualTo(1e-3);
        assertThat(trial.best(rate -> Double.POSITIVE_INFINITY, 3e-4)).isEqualTo(1e-5);
    }

    @Test
    void aFifthOfEachLabelScoresAndCopiesStayTogether() {
        RateTrial trial = trial(40);
        assertThat(trial.heldOut()).hasSize(8);
        assertThat(IntStream.of(trial.heldOut()).filter(row -> row % 2 == 0).count())
                .isEqualTo(4);
        assertThat(IntStream.concat(IntStream.of(trial.training()), IntStream.of(trial.heldOut()))
                        .sorted())
                .containsExactly(IntStream.range(100, 140).boxed().toArray(Integer[]::new));
        // 100 and 102 are copies of each other
        assertThat(contains(trial.heldOut(), 100)).isEqualTo(contains(trial.heldOut(), 102));
        assertThat(trial.steps()).isEqualTo(5);
    }

    @Test
    void theSplitDependsOnTheSeed() {
        List<Boolean> inAll = new ArrayList<>();
        for (long seed = 0; seed < 20; seed++) {
            inAll.add(contains(trial(40, seed).heldOut(), 120));
        }
        assertThat(inAll).contains(true, false);
        assertThat(trial(40).heldOut()).isEqualTo(trial(40).heldOut());
    }

    @Test
    void whereThereIsNothingToHoldOutOrToTryTheRateIsTheGivenOne() {
        assertThat(trial(1).best(rate -> 1, 3e-4)).isEqualTo(3e-4);
        RateTrial without = RateTrial.of(BASE, new int[] {0, 1}, new int[] {0, 1}, new int[] {0, 1}, 7);
        assertThat(without.best(rate -> 1, 3e-4)).isEqualTo(3e-4);
    }

    private static boolean contains(int[] rows, int row) {
        return IntStream.of(rows).anyMatch(one -> one == row);
    }

    private static RateTrial trial(int images) {
        return trial(images, 7);
    }

    private static RateTrial trial(int images, long seed) {
        int[] rows = IntStream.range(100, 100 + images).toArray();
        int[] labels = IntStream.range(0, images).map(i -> i % 2).toArray();
        int[] copies = IntStream.range(0, images).map(i -> i == 2 ? 0 : i).toArray();
        return RateTrial.of(SETTINGS, rows, labels, copies, seed);
    }
}
