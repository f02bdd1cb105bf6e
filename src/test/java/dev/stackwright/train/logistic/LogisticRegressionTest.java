package dev.stackwright.train.logistic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.common.Cancellation;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember.PenaltySearch.Tried;
import dev.stackwright.train.metrics.Metrics;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogisticRegressionTest {

    /** The same numbers in Python: X[i,j] = sin(1.3i + 0.7j) + 0.5cos(0.9i(j+1)); y = (i² + i/3) mod k; X[i,y] += 0.8. */
    private static FeatureMatrix features(int n, int d, int k) {
        float[] x = new float[n * d];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                x[i * d + j] = (float) (Math.sin(1.3 * i + 0.7 * j) + 0.5 * Math.cos(0.9 * i * (j + 1)));
            }
            x[i * d + label(i, k)] += 0.8f;
        }
        return new FeatureMatrix(n, d, x);
    }

    private static int label(int i, int k) {
        return (i * i + i / 3) % k;
    }

    private static int[] labels(int n, int k) {
        return IntStream.range(0, n).map(i -> label(i, k)).toArray();
    }

    /** scikit-learn 1.9.1, LogisticRegression(C=0.5, tol=1e-12). */
    @Test
    void twoClassesHaveTheCoefficientsOfScikitLearn() {
        Head head = LogisticRegression.fit(
                features(40, 6, 2), labels(40, 2), IntStream.range(0, 40).toArray(), 2, 0.5, Cancellation.NEVER);
        double[] expected = {
            -1.3113874954131026,
            1.441497257157521,
            -0.1957793922342224,
            -0.28484280243757354,
            -0.5221064651151639,
            0.4744329638260823
        };
        for (int j = 0; j < 6; j++) {
            double difference = head.kernel()[2 * j + 1] - head.kernel()[2 * j];
            assertThat(difference).isEqualTo(expected[j], within(1e-4));
        }
        assertThat((double) head.bias()[1] - head.bias()[0]).isEqualTo(-0.6060515144002282, within(1e-4));
    }

    /** scikit-learn 1.9.1, LogisticRegression(C=2, tol=1e-12). */
    @Test
    void threeClassesHaveTheCoefficientsOfScikitLearn() {
        Head head = LogisticRegression.fit(
                features(45, 5, 3), labels(45, 3), IntStream.range(0, 45).toArray(), 3, 2, Cancellation.NEVER);
        double[][] expected = {
            {2.1205613146447093, -0.97891274309483, -0.8470555180282742, 0.999428173943825, 0.6848960635038313},
            {-1.318965372477962, 1.8872866151276582, -1.3917495220637797, 0.860727648654328, -0.8969384054459072},
            {-0.8015959421667468, -0.9083738720328284, 2.238805040092054, -1.860155822598153, 0.21204234194207588}
        };
        double[] intercepts = {-0.11995329908405318, 0.20820520142917473, -0.08825190234512008};
        for (int c = 0; c < 3; c++) {
            for (int j = 0; j < 5; j++) {
                assertThat((double) head.kernel()[j * 3 + c]).isEqualTo(expected[c][j], within(1e-4));
            }
            assertThat((double) head.bias()[c]).isEqualTo(intercepts[c], within(1e-4));
        }
    }

    @Test
    void theGradientIsThatOfTheValue() {
        for (int classes : new int[] {2, 3}) {
            int n = 11; // not a multiple of four: the last rows go another way
            HeadObjective objective = new LogisticObjective(
                    new Rows(features(n, 4, classes), IntStream.range(0, n).toArray(), labels(n, classes)),
                    classes,
                    0.3);
            double[] point = new double[objective.size()];
            for (int i = 0; i < point.length; i++) {
                point[i] = Math.sin(i + 1.0);
            }
            double[] gradient = new double[point.length];
            objective.valueAndGradient(point, gradient);
            for (int i = 0; i < point.length; i++) {
                double[] up = point.clone();
                double[] down = point.clone();
                up[i] += 1e-5;
                down[i] -= 1e-5;
                double slope = (objective.valueAndGradient(up, new double[point.length])
                                - objective.valueAndGradient(down, new double[point.length]))
                        / 2e-5;
                assertThat(gradient[i]).isEqualTo(slope, within(1e-8));
            }
        }
    }

    @Test
    void separableRowsHaveAFiniteHead() {
        FeatureMatrix features = new FeatureMatrix(4, 1, new float[] {-2, -1, 1, 2});
        Head head = LogisticRegression.fit(
                features, new int[] {0, 0, 1, 1}, new int[] {0, 1, 2, 3}, 2, 10, Cancellation.NEVER);
        assertThat(head.kernel()[1]).isBetween(0.5f, 10f);
    }

    @Test
    void veryLargeFeaturesStayFinite() {
        FeatureMatrix features = new FeatureMatrix(4, 1, new float[] {-2e6f, -1e6f, 1e6f, 2e6f});
        Head head = LogisticRegression.fit(
                features, new int[] {0, 1, 0, 1}, new int[] {0, 1, 2, 3}, 2, 1, Cancellation.NEVER);
        assertThat(Float.isFinite(head.kernel()[0])).isTrue();
    }

    @Test
    void aProbeChoosesByHeldOutLogLossAndRepeatsItselfToTheBit() {
        int[] labels = labels(120, 3);
        FeatureMatrix features = features(120, 5, 3);
        StratifiedFolds folds = StratifiedFolds.stratified(labels, new Labels(List.of("a", "b", "c")), 5, 7);
        Probe first = Probe.fit(features, labels, 3, folds);
        Probe second = Probe.fit(features, labels, 3, folds);
        assertThat(first.head()).isEqualTo(second.head());
        assertThat(first.penalty().path()).isEqualTo(second.penalty().path()).hasSizeGreaterThan(4);
        double least = first.penalty().path().stream()
                .mapToDouble(Tried::logLoss)
                .min()
                .orElseThrow();
        assertThat(first.penalty().path())
                .anySatisfy(tried ->
                        assertThat(tried).isEqualTo(new Tried(first.penalty().c(), least)));
        assertThat(least).isLessThan(Math.log(3));
    }

    @Test
    void outOfFoldLogitsComeFromAHeadThatNeverSawTheRow() {
        int[] labels = labels(60, 2);
        FeatureMatrix features = features(60, 4, 2);
        StratifiedFolds folds = StratifiedFolds.stratified(labels, new Labels(List.of("a", "b")), 3, 1);
        Probe probe = Probe.fit(features, labels, 2, folds);
        int row = 17;
        Head without = LogisticRegression.fit(
                features,
                labels,
                folds.training(folds.of(row)),
                2,
                probe.penalty().c(),
                Cancellation.NEVER);
        Logits expected = without.logits(features, new int[] {row});
        assertThat(probe.outOfFold().at(row, 1)).isEqualTo(expected.at(0, 1), within(1e-3));
        assertThat(probe.head().logits(features, new int[] {row}).at(0, 1))
                .isNotCloseTo(expected.at(0, 1), within(1e-4));
    }

    private static FeatureMatrix scaled(FeatureMatrix features, double factor) {
        float[] values = features.values().clone();
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (factor * values[i]);
        }
        return new FeatureMatrix(features.rows(), features.channels(), values);
    }

    @Test
    void featuresOfAnySizeAreFittedAlike() {
        int[] labels = labels(45, 3);
        int[] all = IntStream.range(0, 45).toArray();
        Logits expected = LogisticRegression.fit(features(45, 5, 3), labels, all, 3, 2, Cancellation.NEVER)
                .logits(features(45, 5, 3));
        for (double factor : new double[] {1e-7, 1e6}) {
            FeatureMatrix other = scaled(features(45, 5, 3), factor);
            Logits found = LogisticRegression.fit(other, labels, all, 3, 2 / factor / factor, Cancellation.NEVER)
                    .logits(other);
            assertThat(found.at(7, 1)).isEqualTo(expected.at(7, 1), within(1e-4));
        }
    }

    @Test
    void theGridGoesOnWhereItsEndIsTheBest() {
        int[] labels = labels(120, 3);
        StratifiedFolds folds = StratifiedFolds.stratified(labels, new Labels(List.of("a", "b", "c")), 5, 7);
        Probe weak = Probe.fit(features(120, 5, 3), labels, 3, folds);
        assertThat(weak.penalty().c()).isEqualTo(100);
        assertThat(weak.penalty().path())
                .extracting(Tried::c)
                .isSorted()
                .startsWith(0.001)
                .endsWith(1000.0);
        Probe smallest = Probe.fit(scaled(features(120, 5, 3), 0.01), labels, 3, folds);
        assertThat(smallest.penalty().path()).extracting(Tried::c).endsWith(1e4);
        Probe large = Probe.fit(scaled(features(120, 5, 3), 3000), labels, 3, folds);
        assertThat(large.penalty().c()).isLessThan(0.001);
        assertThat(large.penalty().path()).extracting(Tried::c).isSorted();
    }

    @Test
    void theLossThatIsComparedIsNotTheLeastOfThoseThatWereTriedOnTheSameRows() {
        int[] labels = labels(40, 2);
        StratifiedFolds folds = StratifiedFolds.stratified(labels, new Labels(List.of("a", "b")), 4, 7);
        int above = 0;
        for (int seed = 0; seed < 20; seed++) {
            float[] noise = new float[40 * 6];
            Random random = new Random(seed);
            for (int i = 0; i < noise.length; i++) {
                noise[i] = (float) random.nextGaussian() + (i % 6 == 0 ? labels[i / 6] : 0);
            }
            Probe probe = Probe.fit(new FeatureMatrix(40, 6, noise), labels, 2, folds);
            double least = probe.penalty().path().stream()
                    .mapToDouble(Tried::logLoss)
                    .min()
                    .orElseThrow();
            double honest = Metrics.logLoss(probe.compared(), labels);
            assertThat(Metrics.logLoss(probe.outOfFold(), labels)).isEqualTo(least);
            assertThat(honest).isGreaterThanOrEqualTo(least - 1e-12);
            above += honest > least + 1e-6 ? 1 : 0;
        }
        assertThat(above).isGreaterThan(5);
    }
}
