package dev.stackwright.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.prediction.Probabilities;
import dev.stackwright.train.metrics.CalibrationError.ReliabilityBin;
import org.junit.jupiter.api.Test;

/** Which rows share a bin, and what is told of them. */
class ReliabilityBinTest {

    @Test
    void rowsOfLikeConfidenceAreCountedTogether() {
        Probabilities rows = Probabilities.of(new double[][] {{0.95, 0.05}, {0.97, 0.03}, {0.45, 0.55}}, 2);
        assertThat(ReliabilityBin.of(rows, new int[] {0, 1, 1}))
                .containsExactly(new ReliabilityBin(1, 0.55, 1), new ReliabilityBin(2, 0.96, 0.5));
    }

    @Test
    void noRowsMakeNoBins() {
        assertThat(ReliabilityBin.of(Probabilities.of(new double[0][], 2), new int[0]))
                .isEmpty();
    }
}
