package dev.stackwright.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.metrics.Interval.WilsonInterval;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MetricsTest {

    private static final Labels AB = new Labels(List.of("a", "b"));
    private static final Probabilities NONE = Probabilities.of(new double[0][], 2);

    private static Probabilities of(double... b) {
        double[][] rows = new double[b.length][];
        for (int i = 0; i < b.length; i++) {
            rows[i] = new double[] {1 - b[i], b[i]};
        }
        return Probabilities.of(rows, 2);
    }

    /** Brown, Cai and DasGupta, 2001, and R: prop.test(8, 10, correct = FALSE). */
    @Test
    void wilsonOfEightInTen() {
        WilsonInterval p = WilsonInterval.of(8, 10);
        assertThat(p.value()).isEqualTo(0.8);
        assertThat(p.low()).isEqualTo(0.4901625, within(1e-6));
        assertThat(p.high()).isEqualTo(0.9433178, within(1e-6));
    }

    @Property
    void wilsonHoldsTheValueAndStaysInRange(
            @ForAll @IntRange(max = 5000) int a, @ForAll @IntRange(min = 1, max = 5000) int b) {
        WilsonInterval p = WilsonInterval.of(Math.min(a, b), b);
        assertThat(p.low()).isBetween(0.0, p.value());
        assertThat(p.high()).isBetween(p.value(), 1.0);
    }

    /** Airway hyper-responsiveness in Fagerland, Lydersen and Laake, 2014, tables 1 and 5: 1 and 7 of 21 pairs differ. */
    @Test
    void testAndIntervalArePublishedOnes() {
        McNemar test = mcNemar(1, 7, 21);
        assertThat(test.onlyFirst()).isEqualTo(1);
        assertThat(test.onlySecond()).isEqualTo(7);
        assertThat(test.pValue()).isEqualTo(0.0391, within(5e-5));
        assertThat(test.difference().value()).isEqualTo(-6.0 / 21, within(1e-12));
        assertThat(test.difference().low()).isEqualTo(-0.508, within(5e-4));
        assertThat(test.difference().high()).isEqualTo(-0.013, within(5e-4));
    }

    /** scipy.stats.binomtest(3, 14).pvalue less binom.pmf(3, 14, 0.5). */
    @Test
    void mcNemarOfThreeAgainstEleven() {
        assertThat(mcNemar(3, 11, 20).pValue()).isEqualTo(0.057373046875 - 0.022216796875, within(1e-12));
    }

    @Test
    void mcNemarOfThousandsNeitherUnderflowsNorExceedsOne() {
        assertThat(mcNemar(3000, 3000, 6000).pValue())
                .isEqualTo(1, within(1e-9))
                .isLessThanOrEqualTo(1);
        assertThat(mcNemar(0, 0, 0).pValue()).isEqualTo(1);
        assertThat(mcNemar(1100, 0, 1100).pValue()).isPositive();
        assertThat(Metrics.rounded(mcNemar(1100, 0, 1100).pValue())).isPositive();
    }

    @Property
    void theIntervalOfTheDifferenceHoldsItAndStaysInRange(
            @ForAll @IntRange(max = 300) int a,
            @ForAll @IntRange(max = 300) int b,
            @ForAll @IntRange(max = 300) int others) {
        Interval difference = mcNemar(a, b, a + b + others).difference();
        assertThat(difference.low()).isBetween(-1.0, difference.value());
        assertThat(difference.high()).isBetween(difference.value(), 1.0);
    }

    private static McNemar mcNemar(int onlyFirst, int onlySecond, int rows) {
        boolean[] first = new boolean[rows];
        boolean[] second = new boolean[rows];
        for (int i = 0; i < rows; i++) {
            first[i] = i < onlyFirst;
            second[i] = i >= onlyFirst && i < onlyFirst + onlySecond;
        }
        return McNemar.of(first, second);
    }

    @Test
    void aDifferenceInPairsIsFarSurerThanEitherMean() {
        double[] first = {0.1, 5.2, 0.3, 9.1};
        double[] second = {0, 5, 0.2, 8.8};
        PairedDifference difference = PairedDifference.of(first, second);
        assertThat(difference.mean()).isEqualTo(0.175, within(1e-12));
        assertThat(difference.standardError()).isEqualTo(0.0478714, within(1e-6));
        assertThat(Metrics.standardError(first)).isGreaterThan(40 * difference.standardError());
        assertThat(difference.withinOneStandardError()).isFalse();
        assertThat(PairedDifference.of(second, first).withinOneStandardError()).isTrue();
        assertThat(PairedDifference.of(first, first).withinOneStandardError()).isTrue();
        assertThat(difference.interval().low()).isEqualTo(0.0811738, within(1e-6));
        assertThat(PairedDifference.of(new double[0], new double[0]).interval()).isEqualTo(new Interval(0, 0, 0));
    }

    @Test
    void logLossIsThatOfTheSoftmaxAlsoWhereItWouldUnderflow() {
        Logits logits = Logits.of(new double[][] {{0, Math.log(3)}, {2000, 0}}, 2);
        double[] losses = Metrics.logLosses(logits, new int[] {1, 1}, 1);
        assertThat(losses[0]).isEqualTo(-Math.log(0.75), within(1e-12));
        assertThat(losses[1]).isEqualTo(2000, within(1e-9));
        assertThat(Metrics.logLosses(logits, new int[] {1, 1}, 4)[1]).isEqualTo(500, within(1e-9));
        assertThat(Metrics.logLoss(Logits.of(new double[0][], 2), new int[0])).isZero();
    }

    @Test
    void calibrationErrorIsTheGapWeightedByBin() {
        // two rows at 0.9 (one right): gap 0.4; two rows at 0.6 (both right): gap 0.4
        assertThat(calibration(of(0.9, 0.9, 0.4, 0.4), 1, 0, 0, 0).value()).isEqualTo(0.4, within(1e-12));
        assertThat(calibration(of(1, 1, 0), 1, 1, 0).value()).isZero();
        assertThat(calibration(NONE)).isEqualTo(new CalibrationError(0, 0));
    }

    private static CalibrationError calibration(Probabilities probabilities, int... labels) {
        return CalibrationError.of(probabilities, labels, new Random(7));
    }

    /** One bin: the mean absolute deviation of a binomial, n = 4 and p = 0.9, is 0.52488. */
    @Test
    void byChanceIsTheMeanOverAllTruths() {
        assertThat(calibration(of(0.9, 0.9, 0.9, 0.9), 1, 1, 1, 1).byChance()).isEqualTo(0.13122, within(0.02));
        assertThat(calibration(of(1, 1, 0), 0, 0, 1)).isEqualTo(new CalibrationError(1, 0));
    }

    /** Right in nine cases of ten, its probabilities exact: what was printed without the second figure looks like a fault. */
    @ParameterizedTest
    @CsvSource({"153, 0.048", "233, 0.039", "1000, 0.019"})
    void aPerfectlyCalibratedModelIsAsWrongAsItIsByChance(int rows, double expected) {
        double value = 0;
        double byChance = 0;
        int times = 100;
        for (int time = 0; time < times; time++) {
            Random random = new Random(time);
            double[] b = new double[rows];
            int[] labels = new int[rows];
            for (int i = 0; i < rows; i++) {
                b[i] = 1 - 0.6 * Math.pow(random.nextDouble(), 5);
                labels[i] = random.nextDouble() < b[i] ? 1 : 0;
            }
            CalibrationError error = CalibrationError.of(of(b), labels, random);
            value += error.value() / times;
            byChance += error.byChance() / times;
        }
        assertThat(value).isEqualTo(expected, within(0.1 * expected));
        assertThat(byChance).isEqualTo(value, within(0.1 * expected));
    }

    @Test
    void confusionCountsAndItsFiguresAreDefinedWhereAClassIsAbsent() {
        ConfusionMatrix confusion = ConfusionMatrix.of(of(0.1, 0.2, 0.8), new int[] {0, 0, 0});
        assertThat(confusion.counts()).isDeepEqualTo(new int[][] {{2, 1}, {0, 0}});
        assertThat(confusion.classes(AB))
                .containsExactly(
                        new ConfusionMatrix.ClassFigures("a", 3, 1, 2.0 / 3, 0.8),
                        new ConfusionMatrix.ClassFigures("b", 0, 0, 0, 0));
        assertThat(ConfusionMatrix.of(NONE, new int[0]).classes(AB))
                .allSatisfy(c -> assertThat(c.f1()).isZero());
    }

    @Test
    void suspiciousLabelsAreTheMostConfidentlyContradicted() {
        List<LabelIssue> found =
                LabelIssue.of(List.of("w", "x", "y", "z"), of(0.6, 0.99, 0.01, 0.9), new int[] {0, 0, 0, 1}, AB, 5);
        assertThat(found).extracting(LabelIssue::path).containsExactly("x", "w");
        assertThat(found.get(0)).isEqualTo(new LabelIssue("x", "a", "b", 0.99));
        assertThat(LabelIssue.of(List.of("w", "x"), of(0.6, 0.9), new int[] {0, 0}, AB, 1))
                .hasSize(1);
    }

    @Test
    void meansOfNothingAreZero() {
        assertThat(Metrics.mean(new double[0])).isZero();
        assertThat(Metrics.standardError(new double[] {3})).isZero();
        assertThat(Metrics.standardError(new double[] {1, 2, 3, 4})).isEqualTo(0.6454972, within(1e-6));
        assertThat(WilsonInterval.of(0, 0)).isEqualTo(new WilsonInterval(0, 0, 0, 0, 1));
        assertThat(Temperature.NEUTRAL.value()).isEqualTo(1);
    }
}
