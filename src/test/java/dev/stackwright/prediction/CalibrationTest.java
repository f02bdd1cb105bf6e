package dev.stackwright.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How sure is sure: sets that have the true label as often as they say, and answers too uncertain to go by. */
class CalibrationTest {

    private static final int LABELS = 4;

    /** Photos of a source that are answered right or wrong by chance, as an overconfident model would. */
    private static final class Drawn {

        private final Probabilities answers;
        private final int[] truth;

        Drawn(Probabilities answers, int[] truth) {
            this.answers = answers;
            this.truth = truth;
        }

        static Drawn of(Random random, int photos) {
            int[] truth = random.ints(photos, 0, LABELS).toArray();
            double[][] logits = new double[photos][LABELS];
            for (int i = 0; i < photos; i++) {
                for (int j = 0; j < LABELS; j++) {
                    logits[i][j] = 3 * (random.nextGaussian() + (j == truth[i] ? 1.5 : 0));
                }
            }
            return new Drawn(Logits.of(logits, LABELS).softmax(Temperature.NEUTRAL), truth);
        }
    }

    @ParameterizedTest(name = "{0} of the time after {1} photos")
    @CsvSource({"0.8,40", "0.9,40", "0.95,40", "0.5,7", "0.9,153", "0.9,1500"})
    void setsHaveTheTrueLabelOfANewPhotoAsOftenAsTheySay(double coverage, int photos) {
        Random random = new Random(17);
        int draws = 1000;
        long had = IntStream.range(0, draws)
                .filter(draw -> {
                    Drawn known = Drawn.of(random, photos);
                    Drawn fresh = Drawn.of(random, 1);
                    return Calibration.of(known.answers, known.truth, new double[0])
                            .set(fresh.answers, 0, coverage)
                            .contains(fresh.truth[0]);
                })
                .count();
        double least = coverage;
        double most = Math.min(1, coverage + 1.0 / (photos + 1) + 1.0 / Calibration.MOST);
        assertThat((double) had / draws)
                .isBetween(least - 3 * deviation(least, draws), most + 3 * deviation(most, draws));
    }

    private static double deviation(double share, int draws) {
        return Math.sqrt(share * (1 - share) / draws);
    }

    @Test
    void aSetBeginsWithTheMostProbableAndMayBeEmptyOrHaveAll() {
        Probabilities known =
                Probabilities.of(new double[][] {{0.9, 0.1, 0}, {0.8, 0.1, 0.1}, {0.7, 0.2, 0.1}, {0.6, 0.2, 0.2}}, 3);
        Calibration calibration = Calibration.of(known, new int[] {0, 0, 0, 1}, new double[0]);
        assertThat(calibration.scores()).containsExactly(0.1, 0.2, 0.300001, 0.8);
        Probabilities fresh = Probabilities.of(new double[][] {{0.2, 0.5, 0.3}, {0, 0.1, 0.9}}, 3);
        assertThat(calibration.set(fresh, 0, 0.8)).containsExactly(1, 2, 0);
        assertThat(calibration.set(fresh, 0, 0.6)).isEmpty();
        assertThat(calibration.set(fresh, 1, 0.6)).containsExactly(2);
        assertThat(calibration.set(fresh, 1, 0.81)).as("rank 5 of 4").containsExactly(2, 1, 0);
    }

    @Test
    void nineteenInTwentyRightAnswersAreNotUnknown() {
        double[][] rows = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> new double[] {0.5 + i / 250.0, 0.5 - i / 250.0})
                .toArray(double[][]::new);
        Probabilities answers = Probabilities.of(rows, 2);
        int[] truth = new int[100];
        truth[99] = 1;
        truth[98] = 1;
        Calibration calibration = Calibration.of(answers, truth, new double[0]);
        assertThat(IntStream.range(0, 98).filter(row -> !calibration.isUnknown(answers, row, null)))
                .hasSize(94);
        assertThat(calibration.isUnknown(answers, 99, null)).isFalse();
    }

    @Test
    void whereMembersTellHowUnlikeAPhotoIsNineteenInTwentyRightAnswersStillKeepToBoth() {
        Random random = new Random(5);
        double[][] rows = new double[1000][];
        double[] unlike = new double[1000];
        for (int row = 0; row < rows.length; row++) {
            double best = 0.5 + random.nextDouble() / 2;
            rows[row] = new double[] {best, 1 - best};
            unlike[row] = random.nextDouble();
        }
        Probabilities answers = Probabilities.of(rows, 2);
        Calibration calibration = Calibration.of(answers, new int[1000], unlike);
        long unknown = IntStream.range(0, 1000)
                .filter(row -> calibration.isUnknown(answers, row, unlike[row]))
                .count();
        assertThat(unknown).isBetween(45L, 50L);
        assertThat(calibration.isUnknown(Probabilities.of(new double[][] {{1, 0}}, 2), 0, 1.5))
                .as("sure of a photo like none")
                .isTrue();
        assertThat(calibration.isUnknown(Probabilities.of(new double[][] {{1, 0}}, 2), 0, null))
                .isFalse();
    }

    @Test
    void whereNoAnswerWasRightOnlyACertainOneIsKnown() {
        Probabilities answers = Probabilities.of(new double[][] {{0.3, 0.7}, {0, 1}}, 2);
        Calibration calibration = Calibration.of(answers, new int[] {0, 0}, new double[0]);
        assertThat(calibration.isUnknown(answers, 0, null)).isTrue();
        assertThat(calibration.isUnknown(answers, 1, null)).isFalse();
    }

    @Test
    void ofManyPhotosAThousandScoresAreKeptThatCoverNoLess() {
        Drawn known = Drawn.of(new Random(3), 2345);
        Calibration calibration = Calibration.of(known.answers, known.truth, new double[0]);
        assertThat(calibration.scores()).hasSize(1000).isSorted();
        assertThat(calibration.scores().get(999))
                .isCloseTo(
                        IntStream.range(0, 2345)
                                .mapToDouble(i -> 1 - known.answers.at(i, known.truth[i]))
                                .max()
                                .orElseThrow(),
                        org.assertj.core.data.Offset.offset(1e-6));
        for (double coverage : new double[] {0.001, 0.5, 0.9, 0.999}) {
            long had = IntStream.range(0, 2345)
                    .filter(i -> calibration.set(known.answers, i, coverage).contains(known.truth[i]))
                    .count();
            assertThat(had).as("at " + coverage).isBetween((long) Math.ceil(coverage * 2346), (long)
                    (coverage * 2346 + 5));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
    void coverageIsAShareBetweenNothingAndAll(double coverage) {
        assertThatThrownBy(() -> Calibration.checkCoverage(coverage))
                .hasMessageContaining("coverage: expected a number above 0 and below 1");
    }

    @Test
    void whatIsNoCalibrationIsRefused() {
        assertThatThrownBy(() -> new Calibration(0, List.of(), 0.5)).hasMessageContaining("1 or more photos");
        assertThatThrownBy(() -> new Calibration(2, List.of(0.1), 0.5)).hasMessageContaining("found 1 for 2");
        assertThatThrownBy(() -> new Calibration(2, List.of(0.2, 0.1), 0.5)).hasMessageContaining("0.1 after 0.2");
        assertThatThrownBy(() -> new Calibration(1, List.of(Double.NaN), 0.5)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> new Calibration(1, List.of(0.1), 2)).hasMessageContaining("unknownBelow");
    }
}
