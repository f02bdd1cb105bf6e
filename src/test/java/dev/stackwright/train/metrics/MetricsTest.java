package dev.stackwright.train.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Probabilities;
import dev.stackwright.prediction.Temperature;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

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

    /** scipy.stats.binomtest(3, 14).pvalue. */
    @Test
    void mcNemarOfThreeAgainstEleven() {
        boolean[] first = new boolean[20];
        boolean[] second = new boolean[20];
        for (int i = 0; i < 3; i++) {
            first[i] = true;
        }
        for (int i = 3; i < 14; i++) {
            second[i] = true;
        }
        first[15] = second[15] = true;
        McNemar test = McNemar.of(first, second);
        assertThat(test.onlyFirst()).isEqualTo(3);
        assertThat(test.onlySecond()).isEqualTo(11);
        assertThat(test.pValue()).isEqualTo(0.057373046875, within(1e-12));
    }

    @Test
    void mcNemarOfThousandsNeitherUnderflowsNorExceedsOne() {
        boolean[] first = new boolean[6000];
        boolean[] second = new boolean[6000];
        for (int i = 0; i < 6000; i++) {
            first[i] = i < 3000;
            second[i] = i >= 3000;
        }
        assertThat(McNemar.of(first, second).pValue()).isEqualTo(1);
        assertThat(McNemar.of(new boolean[0], new boolean[0]).pValue()).isEqualTo(1);
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
        assertThat(Metrics.calibrationError(of(0.9, 0.9, 0.4, 0.4), new int[] {1, 0, 0, 0}))
                .isEqualTo(0.4, within(1e-12));
        assertThat(Metrics.calibrationError(of(1, 1, 0), new int[] {1, 1, 0})).isZero();
        assertThat(Metrics.calibrationError(NONE, new int[0])).isZero();
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
