package dev.stackwright.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.prediction.Logits;
import dev.stackwright.train.recipe.MemberTuning.FineTuneComparison;
import org.junit.jupiter.api.Test;

class FineTuneComparisonTest {

    private static final int[] LABELS = {0, 0, 0, 1, 1, 1};

    /** Logits (0, z). */
    private static Logits of(double... z) {
        double[][] rows = new double[z.length][];
        for (int i = 0; i < z.length; i++) {
            rows[i] = new double[] {0, z[i]};
        }
        return Logits.of(rows, 2);
    }

    @Test
    void fewerMistakesOutOfFoldMeanThatItHelped() {
        FineTuneComparison verdict = FineTuneComparison.of(of(-1, -2, -1, 2, 1, -0.5), of(-1, -2, 1, 2, -1, 2), LABELS);
        assertThat(verdict.helped()).isTrue();
        assertThat(verdict.text()).contains("on 6 training images");
    }

    @Test
    void beingSurerOfTheSameMistakesIsNeitherHelpNorHarm() {
        Logits calm = of(-1, -2, 1, 2, -1, 2);
        Logits sure = of(-9, -18, 9, 18, -9, 18);
        FineTuneComparison verdict = FineTuneComparison.of(sure, calm, LABELS);
        assertThat(verdict.fineTuned()).isEqualTo(verdict.probe(), within(1e-9));
    }

    @Test
    void theSameOutputsAreNoHelp() {
        Logits same = of(-1, -2, 1, 2, -1, 2);
        assertThat(FineTuneComparison.of(same, same, LABELS).helped()).isFalse();
    }
}
