package dev.stackwright.train.stacking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedStack.Candidate;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.metrics.PairedDifference;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StackSelectionTest {

    private static final Labels AB = new Labels(List.of("a", "b"));
    private static final Progress.Task SILENT = Progress.NONE.stage("stack", 0);
    private static final int N = 200;
    private static final int[] LABELS = IntStream.range(0, N).map(i -> i % 2).toArray();
    private static final int[] COPIES = IntStream.range(0, N).toArray();

    /** Logits (−z/2, z/2) with z = signal · (±1) + noise. */
    private static Logits member(long seed, double signal, double noise) {
        Random random = new Random(seed);
        double[][] rows = new double[N][];
        for (int i = 0; i < N; i++) {
            double z = signal * (LABELS[i] == 1 ? 1 : -1) + noise * random.nextGaussian();
            rows[i] = new double[] {-z / 2, z / 2};
        }
        return Logits.of(rows, 2);
    }

    private static StackInputs outputs(Logits... members) {
        return new StackInputs(List.of(members), List.of());
    }

    private static final int[] ALL = IntStream.range(0, N).toArray();

    @Test
    void equallyGoodMembersAreAveraged() {
        StackSelection chosen = StackSelection.select(
                outputs(member(1, 2, 1.5), member(2, 2, 1.5), member(3, 2, 1.5)),
                LABELS,
                COPIES,
                AB,
                5,
                7,
                SILENT,
                Cancellation.NEVER);
        assertThat(chosen.stack()).isEqualTo(new Stack.Mean());
        assertThat(chosen.candidates())
                .extracting(Candidate::kind)
                .containsExactly("mean", "greedy", "non-negative", "dense");
        assertThat(chosen.why()).contains("mean");
    }

    @Test
    void aMemberThatOnlyShoutsIsLeftOut() {
        StackSelection chosen = StackSelection.select(
                outputs(member(1, 3, 2.45), member(2, 0, 30)), LABELS, COPIES, AB, 5, 7, SILENT, Cancellation.NEVER);
        assertThat(chosen.kind()).isEqualTo("greedy");
        assertThat(((Stack.Greedy) chosen.stack()).weights()).containsExactly(1.0, 0.0);
    }

    @Test
    void theChoiceRepeatsItselfToTheBit() {
        StackInputs outputs = outputs(member(1, 2, 1.5), member(2, 1, 2));
        StackSelection first = StackSelection.select(outputs, LABELS, COPIES, AB, 5, 7, SILENT, Cancellation.NEVER);
        StackSelection second = StackSelection.select(outputs, LABELS, COPIES, AB, 5, 7, SILENT, Cancellation.NEVER);
        assertThat(first.candidates()).isEqualTo(second.candidates());
        assertThat(first.temperature()).isEqualTo(second.temperature());
    }

    @Test
    void oneMemberIsItself() {
        Logits only = member(1, 2, 1.5);
        StackSelection chosen =
                StackSelection.select(outputs(only), LABELS, COPIES, AB, 5, 7, SILENT, Cancellation.NEVER);
        assertThat(chosen.stack()).isEqualTo(new Stack.Mean());
        assertThat(chosen.outOfFold().at(3, 1)).isEqualTo(only.at(3, 1));
        assertThat(chosen.candidates()).hasSize(1);
    }

    /** Few rows have nearly all of the loss, so that the scatter of either mean is far above their difference. */
    private static double[] losses(int rows, double factor) {
        Random random = new Random(3);
        return random.doubles(rows)
                .map(u -> factor * 0.05 * Math.pow(u, 83) * 84)
                .toArray();
    }

    @Test
    void aLossThatIsATenthLessInEveryRowIsNoTie() {
        double[] a = losses(2000, 1);
        double[] b = losses(2000, 0.9);
        PairedDifference paired = PairedDifference.of(a, b);
        assertThat(paired.mean() / paired.standardError()).isBetween(7.0, 8.0);
        assertThat(paired.mean()).as("unpaired, it is one").isLessThan(Metrics.standardError(b));
        assertThat(StackSelection.simplestWithinOneStandardError(List.of(a, b))).isEqualTo(1);
    }

    @Test
    void theSimplestWithinOneStandardErrorOfTheDifferenceWins() {
        double[] best = {0.2, 0.3, 0.1, 0.2};
        double[] tied = {0.3, 0.2, 0.1, 0.24};
        double[] behind = {0.3, 0.4, 0.2, 0.31};
        assertThat(StackSelection.simplestWithinOneStandardError(List.of(behind, tied, best)))
                .isEqualTo(1);
        assertThat(StackSelection.simplestWithinOneStandardError(List.of(behind, best)))
                .isEqualTo(1);
        assertThat(StackSelection.simplestWithinOneStandardError(List.of(behind)))
                .isZero();
    }

    @Test
    void greedyTakesTheMembersThatHelpTogether() {
        List<Double> weights = GreedyFit.fit(
                        outputs(member(1, 2, 2), member(2, 2, 2), member(3, -1, 1)), LABELS, ALL, 0)
                .weights();
        assertThat(weights.stream().mapToDouble(w -> w).sum()).isEqualTo(1, within(1e-12));
        assertThat(weights.get(0)).isBetween(0.2, 0.8);
        assertThat(weights.get(1)).isBetween(0.2, 0.8);
        assertThat(weights.get(2)).isZero();
    }

    @Test
    void nonNegativeWeightsMeetTheOptimalityConditions() {
        StackInputs outputs = outputs(member(1, 2, 2), member(2, 1, 2), member(3, -1, 1));
        Stack.NonNegative fitted = NonNegativeFit.fit(outputs, LABELS, ALL, 0);
        assertThat(fitted.weights()).allSatisfy(w -> assertThat(w).isNotNegative());
        assertThat(fitted.weights().get(2)).isZero();
        double at = penalised(fitted.weights(), fitted.bias(), outputs);
        for (int m = 0; m < 3; m++) {
            for (double step : new double[] {-1e-3, 1e-3}) {
                double[] moved = fitted.weights().stream().mapToDouble(w -> w).toArray();
                moved[m] += step;
                if (moved[m] >= 0) {
                    List<Double> weights =
                            java.util.Arrays.stream(moved).boxed().toList();
                    assertThat(penalised(weights, fitted.bias(), outputs)).isGreaterThan(at);
                }
            }
        }
    }

    @Test
    void nonNegativeWeightsAreFoundWhereLogitsAreLarge() {
        // their second derivatives are thousands of times those of the biases, as with many rows and labels
        StackInputs outputs = outputs(member(1, 40, 40), member(2, 20, 40));
        Stack.NonNegative fitted = NonNegativeFit.fit(outputs, LABELS, ALL, 0);
        Logits logits = StackEvaluator.evaluate(fitted, outputs);
        double bias = 0;
        double weight = 0;
        for (int row : ALL) {
            double residual = logits.softmax(Temperature.NEUTRAL).at(row, 1) - LABELS[row];
            bias += residual;
            weight += residual
                    * (outputs.logits().get(0).at(row, 1)
                            - outputs.logits().get(0).at(row, 0));
        }
        assertThat(bias + fitted.bias().get(1)).as("derivative by a bias").isEqualTo(0, within(1e-5));
        assertThat(weight + fitted.weights().get(0) - 0.5).as("by a weight").isEqualTo(0, within(1e-5));
    }

    private static double penalised(List<Double> weights, List<Double> bias, StackInputs outputs) {
        double penalty = 0;
        for (double w : weights) {
            penalty += (w - 1.0 / 3) * (w - 1.0 / 3) / 2;
        }
        for (double b : bias) {
            penalty += b * b / 2;
        }
        Logits logits = StackEvaluator.evaluate(new Stack.NonNegative(weights, bias), outputs);
        return N * Metrics.logLoss(logits, LABELS) + penalty;
    }

    @Test
    void theDenseNetLearnsWhatNoWeightedMeanCan() {
        // right where both members agree in size, wrong where they differ: an exclusive or of signs
        double[][] first = new double[N][];
        double[][] second = new double[N][];
        Random random = new Random(5);
        for (int i = 0; i < N; i++) {
            double a = random.nextBoolean() ? 1 : -1;
            double b = LABELS[i] == 1 ? a : -a;
            first[i] = new double[] {-a, a};
            second[i] = new double[] {-b, b};
        }
        StackInputs outputs = outputs(Logits.of(first, 2), Logits.of(second, 2));
        Stack dense = DenseFit.fit(outputs, LABELS, ALL, 3);
        assertThat(Metrics.logLoss(StackEvaluator.evaluate(dense, outputs), LABELS))
                .isLessThan(0.2);
        StackSelection chosen = StackSelection.select(outputs, LABELS, COPIES, AB, 5, 7, SILENT, Cancellation.NEVER);
        assertThat(chosen.kind()).isEqualTo("dense");
    }

    @Test
    void concatenatedFeaturesWinWhereOnlyTogetherTheyTell() {
        // each member sees half of the difference
        Random random = new Random(9);
        float[] left = new float[N];
        float[] right = new float[N];
        for (int i = 0; i < N; i++) {
            float shared = (float) (5 * random.nextGaussian());
            left[i] = shared + LABELS[i];
            right[i] = shared - LABELS[i];
        }
        StackInputs outputs = new StackInputs(
                List.of(member(1, 0.1, 1), member(2, 0.1, 1)),
                List.of(new FeatureMatrix(N, 1, left), new FeatureMatrix(N, 1, right)));
        StackSelection chosen = StackSelection.select(outputs, LABELS, COPIES, AB, 5, 7, SILENT, Cancellation.NEVER);
        assertThat(chosen.kind()).isEqualTo("concatenated-features");
        Logits logits = StackEvaluator.evaluate(chosen.stack(), outputs);
        assertThat(Metrics.logLoss(logits, LABELS)).isLessThan(0.2);
    }

    @Test
    void aMembersScaleDoesNotDecideOfConcatenatedFeatures() {
        Random random = new Random(9);
        float[] left = new float[N];
        float[] right = new float[N];
        float[] small = new float[N];
        for (int i = 0; i < N; i++) {
            float shared = (float) (5 * random.nextGaussian());
            left[i] = shared + LABELS[i];
            right[i] = shared - LABELS[i];
            small[i] = right[i] / 1024;
        }
        StackInputs even = features(left, right);
        StackInputs uneven = features(left, small);
        StratifiedFolds folds = StratifiedFolds.stratified(LABELS, AB, 5, 3);
        StackCandidate.Fitted expected = new ConcatenatedFit().fit(even, LABELS, folds, 0, SILENT, Cancellation.NEVER);
        StackCandidate.Fitted found = new ConcatenatedFit().fit(uneven, LABELS, folds, 0, SILENT, Cancellation.NEVER);
        assertThat(Metrics.logLoss(found.outOfFold(), LABELS))
                .isEqualTo(Metrics.logLoss(expected.outOfFold(), LABELS), within(1e-3))
                .isLessThan(0.2);
        assertThat(Metrics.logLoss(StackEvaluator.evaluate(found.stack(), uneven), LABELS))
                .isEqualTo(Metrics.logLoss(StackEvaluator.evaluate(expected.stack(), even), LABELS), within(1e-3));
    }

    @Test
    void concatenatedFeaturesOfVeryManyLabelsAreNotTriedAndThisIsTold() {
        int rows = 256;
        int labels = 128;
        int[] truth = IntStream.range(0, rows).map(i -> i % labels).toArray();
        double[][] logits = new double[rows][labels];
        for (int i = 0; i < rows; i++) {
            logits[i][truth[i]] = 30;
        }
        Logits member = Logits.of(logits, labels);
        FeatureMatrix half = new FeatureMatrix(rows, 32768, new float[rows * 32768]);
        FeatureMatrix more = new FeatureMatrix(rows, 32769, new float[rows * 32769]);
        assertThat(ConcatenatedFit.tooLarge(new StackInputs(List.of(member, member), List.of(half, half))))
                .isEmpty();
        StackSelection chosen = StackSelection.select(
                new StackInputs(List.of(member, member), List.of(half, more)),
                truth,
                IntStream.range(0, rows).toArray(),
                new Labels(IntStream.range(0, labels).mapToObj(i -> "l" + i).toList()),
                2,
                7,
                SILENT,
                Cancellation.NEVER);
        assertThat(chosen.candidates())
                .extracting(Candidate::kind)
                .containsExactly("mean", "greedy", "non-negative", "dense");
        assertThat(chosen.warnings())
                .singleElement()
                .asString()
                .contains("concatenated-features was not tried", "16,777,472 features", "128 labels");
        assertThat(chosen.why()).contains("none is simpler");
    }

    private static StackInputs features(float[] left, float[] right) {
        return new StackInputs(
                List.of(member(1, 0.1, 1), member(2, 0.1, 1)),
                List.of(new FeatureMatrix(N, 1, left), new FeatureMatrix(N, 1, right)));
    }

    @Test
    void eachFitOfTheStackMovesItsProgress() {
        StackInputs outputs = outputs(member(1, 2, 1.5), member(2, 2, 1.5));
        LongAdder fits = new LongAdder();
        Progress.Task counted = new Progress.Task() {
            @Override
            public void advance(long steps) {
                fits.add(steps);
            }

            @Override
            public void close() {}
        };
        StackSelection.select(outputs, LABELS, COPIES, AB, 5, 7, counted, Cancellation.NEVER);
        assertThat(fits.sum())
                .as("mean, greedy, non-negative and dense, each of five folds and of all rows")
                .isEqualTo(4 * 6)
                .isEqualTo(StackSelection.fits(outputs, 5));
    }

    @Test
    void aRequestToStopIsHeardInTheMidstOfTheStack() {
        StackInputs outputs = outputs(member(1, 3, 2.45), member(2, 0, 30));
        AtomicInteger asked = new AtomicInteger();
        assertThatThrownBy(() -> StackSelection.select(
                        outputs, LABELS, COPIES, AB, 5, 7, SILENT, () -> asked.incrementAndGet() >= 3))
                .isInstanceOf(Cancellation.CancelledException.class);
    }
}
