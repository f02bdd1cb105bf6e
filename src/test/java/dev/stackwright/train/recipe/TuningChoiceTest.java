package dev.stackwright.train.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.prediction.Logits;
import dev.stackwright.train.metrics.Metrics;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TuningChoiceTest {

    private static final int[] LABELS = IntStream.range(0, 200).map(i -> i % 2).toArray();

    /** Logits (0, ±z) for each image: {@code right} where it is right, {@code wrong} for every {@code every}-th. */
    private static Logits of(int every, double right, double wrong) {
        double[][] rows = new double[LABELS.length][];
        for (int i = 0; i < rows.length; i++) {
            double margin = i % every == every / 2 ? wrong : right;
            rows[i] = new double[] {0, LABELS[i] == 1 ? margin : -margin};
        }
        return Logits.of(rows, 2);
    }

    /** At a temperature of 1 the probe looks better (0.052 against 0.060), calibrated it is worse (0.047 against 0.029). */
    @Test
    void fineTuningThatIsOverSureIsJudgedAsItWouldBeServed() {
        Logits probe = of(50, 4, -1.5);
        Logits tuned = of(100, 14, -6);
        assertThat(Metrics.logLoss(probe, LABELS)).isLessThan(Metrics.logLoss(tuned, LABELS));
        TuningChoice choice = TuningChoice.of(probe, Map.of(1.0, tuned), LABELS);
        assertThat(choice.probe()).isCloseTo(0.047, within(0.003));
        assertThat(choice.tuned()).isLessThan(0.04);
        assertThat(choice.gain()).isPositive();
    }

    @Test
    void fewerMistakesOutOfFoldMeanThatItHelped() {
        TuningChoice choice = TuningChoice.of(of(5, 2, -1), Map.of(1.0, of(20, 2, -1)), LABELS);
        assertThat(choice.helped()).isTrue();
        assertThat(choice.hopeless()).isFalse();
        assertThat(choice.text()).contains("on 200 training images");
    }

    @Test
    void beingSurerOfTheSameMistakesIsNeitherHelpNorHarm() {
        TuningChoice choice = TuningChoice.of(of(5, 2, -1), Map.of(1.0, of(5, 18, -9)), LABELS);
        // temperatures are drawn towards 1, by a little where there are 200 images
        assertThat(choice.tuned()).isCloseTo(choice.probe(), within(1e-3));
        assertThat(choice.helped()).isFalse();
    }

    @Test
    void theSameOutputsAreNoHelp() {
        TuningChoice choice = TuningChoice.of(of(5, 2, -1), Map.of(0.5, of(5, 2, -1)), LABELS);
        assertThat(choice.helped()).isFalse();
        assertThat(choice.hopeless()).isTrue();
    }

    /** One image in 200 more, with a standard error as large. */
    @Test
    void aGainWithinItsErrorIsNoGain() {
        double[][] rows =
                IntStream.range(0, 200).mapToObj(i -> of(20, 2, -1).row(i)).toArray(double[][]::new);
        rows[10] = new double[] {0, LABELS[10] == 1 ? 2 : -2};
        TuningChoice choice = TuningChoice.of(of(20, 2, -1), Map.of(1.0, Logits.of(rows, 2)), LABELS);
        assertThat(choice.gain()).isPositive();
        assertThat(choice.helped()).isEqualTo(choice.gain() > choice.standardError());
    }

    @Test
    void theShareOfTheLeastLossIsTaken() {
        TuningChoice choice = TuningChoice.of(
                of(10, 2, -1), Map.of(0.25, of(20, 2, -1), 0.5, of(40, 2, -1), 1.0, of(8, 2, -1)), LABELS);
        assertThat(choice.share()).isEqualTo(0.5);
        assertThat(choice.images()).isEqualTo(Arrays.stream(LABELS).map(l -> 1).sum());
    }
}
