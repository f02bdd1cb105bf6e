package dev.stackwright.train.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeadFitsTest {

    private static final long NEVER = Long.MAX_VALUE;

    private static int[] labels(int rows, int classes) {
        return IntStream.range(0, rows).map(i -> i % classes).toArray();
    }

    /** Pooled features are positive, and channels have much in common. */
    private static FeatureMatrix features(int rows, int channels, int classes) {
        Random random = new Random(1);
        float[] values = new float[rows * channels];
        for (int i = 0; i < rows; i++) {
            double common = random.nextGaussian();
            for (int j = 0; j < channels; j++) {
                double own = j % classes == i % classes ? 0.7 : 0;
                values[i * channels + j] = (float) Math.max(0, 3 + 2 * common + own + random.nextGaussian());
            }
        }
        return new FeatureMatrix(rows, channels, values);
    }

    private static List<int[]> thirds(int rows) {
        return IntStream.range(0, 3)
                .mapToObj(g ->
                        IntStream.range(0, rows).filter(row -> row % 3 == g).toArray())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"90, 8, 2", "90, 8, 4", "30, 50, 4", "30, 50, 2"})
    void theEnginesProductsHaveTheSameMinimum(int rows, int channels, int classes) {
        FeatureMatrix features = features(rows, channels, classes);
        int[] labels = labels(rows, classes);
        for (int leftOut : new int[] {1, HeadFits.NOTHING}) {
            Logits[] found = new Logits[4];
            for (long many : new long[] {0, NEVER}) {
                try (HeadFits fits = new HeadFits(features, labels, thirds(rows), classes, Cancellation.NEVER, many)) {
                    HeadObjective objective = fits.without(leftOut, 0.1);
                    double[] point = fits.minimise(objective, new double[objective.size()])
                            .point();
                    int at = many == 0 ? 0 : 2;
                    found[at] = objective.head(point, classes).logits(features);
                    found[at + 1] = fits.logits(objective, point, 1);
                }
            }
            for (int label = 0; label < classes; label++) {
                for (int row = 0; row < rows; row++) {
                    assertThat(found[0].at(row, label)).isEqualTo(found[2].at(row, label), within(1e-3));
                }
                for (int row = 0; row < found[1].rows(); row++) {
                    assertThat(found[1].at(row, label))
                            .as("of the rows left out")
                            .isEqualTo(found[3].at(row, label), within(1e-3))
                            .isEqualTo(found[0].at(3 * row + 1, label), within(1e-4));
                }
            }
        }
    }

    @Test
    void featuresWithoutAnyVarianceHaveAHeadOfBiases() {
        FeatureMatrix same = new FeatureMatrix(4, 6, new float[24]);
        try (HeadFits fits =
                new HeadFits(same, new int[] {0, 1, 1, 1}, List.of(new int[] {0, 1, 2, 3}), 2, Cancellation.NEVER, 0)) {
            HeadObjective objective = fits.without(HeadFits.NOTHING, 1);
            double[] point =
                    fits.minimise(objective, new double[objective.size()]).point();
            Logits logits = objective.head(point, 2).logits(same);
            assertThat(logits.at(0, 1) - logits.at(0, 0)).isEqualTo(Math.log(3), within(1e-3));
        }
    }

    @Test
    void aRequestToStopEndsAFitBeforeItsNextValue() {
        for (long many : new long[] {0, NEVER}) {
            AtomicInteger asked = new AtomicInteger();
            try (HeadFits fits = new HeadFits(
                    features(90, 8, 4), labels(90, 4), thirds(90), 4, () -> asked.incrementAndGet() == 3, many)) {
                HeadObjective objective = fits.without(HeadFits.NOTHING, 10);
                assertThatThrownBy(() -> fits.minimise(objective, new double[objective.size()]))
                        .isInstanceOf(CancelledException.class);
                assertThat(asked).hasValue(3);
            }
        }
    }
}
