package dev.stackwright.train.stacking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TemperatureFitTest {

    private static final Labels AB = new Labels(List.of("a", "b"));

    private static int[] labels(int rows) {
        return IntStream.range(0, rows).map(i -> i % 2).toArray();
    }

    /** Logits (−z/2, z/2), z = scale · (±signal + noise), of {@link #labels}. */
    private static Logits drawn(long seed, int rows, double signal, double noise, double scale) {
        Random random = new Random(seed);
        double[][] out = new double[rows][];
        for (int i = 0; i < rows; i++) {
            double z = scale * (signal * (i % 2 == 1 ? 1 : -1) + noise * random.nextGaussian());
            out[i] = new double[] {-z / 2, z / 2};
        }
        return Logits.of(out, 2);
    }

    private static double accuracy(Logits logits) {
        var probabilities = logits.softmax(Temperature.NEUTRAL);
        return IntStream.range(0, logits.rows())
                        .filter(i -> probabilities.best(i) == i % 2)
                        .count()
                / (double) logits.rows();
    }

    @Property(tries = 50)
    void withoutRowsBeforeItUndoesAFactor(@ForAll @DoubleRange(min = 0.2, max = 5) double factor) {
        double plain =
                TemperatureFit.fit(drawn(4, 200, 1, 1.5, 1), labels(200), 0).value();
        assertThat(TemperatureFit.fit(drawn(4, 200, 1, 1.5, factor), labels(200), 0)
                        .value())
                .isEqualTo(factor * plain, within(1e-6));
    }

    @Test
    void withoutRowsBeforeNoTemperatureNearbyIsBetter() {
        Logits logits = drawn(4, 200, 1, 1.5, 1);
        double best = TemperatureFit.fit(logits, labels(200), 0).value();
        double at = Metrics.mean(Metrics.logLosses(logits, labels(200), best));
        for (double other : new double[] {best * 0.98, best * 1.02}) {
            assertThat(Metrics.mean(Metrics.logLosses(logits, labels(200), other)))
                    .isGreaterThan(at);
        }
        assertThat(TemperatureFit.fit(Logits.of(new double[0][], 2), new int[0]))
                .isEqualTo(Temperature.NEUTRAL);
    }

    @Test
    void tenPhotosOfEachLabelDoNotRunIntoTheBound() {
        Logits allRight = drawn(1, 20, 1, 0, 1);
        assertThat(TemperatureFit.fit(allRight, labels(20), 0).value())
                .as("what they say alone")
                .isEqualTo(0.05, within(1e-9));
        // margin 1 is right in .731 of the 20 rows before; with 20 that are right: log(.8655 / .1345) = 1.862
        assertThat(TemperatureFit.fit(allRight, labels(20)).value()).isEqualTo(1 / 1.862, within(1e-3));
    }

    @Property(tries = 100)
    void itLiesBetweenOneAndWhatTheRowsSay(
            @ForAll @LongRange(min = 0, max = 1000) long seed, @ForAll @DoubleRange(min = 0.2, max = 5) double scale) {
        Logits logits = drawn(seed, 40, 2, 1.5, scale);
        double alone = TemperatureFit.fit(logits, labels(40), 0).value();
        assertThat(TemperatureFit.fit(logits, labels(40)).value())
                .isBetween(Math.min(1, alone) - 1e-9, Math.max(1, alone) + 1e-9);
    }

    @Property(tries = 5)
    void withManyRowsItIsWhatTheySay(
            @ForAll @LongRange(min = 0, max = 1000) long seed, @ForAll @DoubleRange(min = 0.3, max = 3) double scale) {
        double first = 0;
        double last = Double.POSITIVE_INFINITY;
        for (int rows : new int[] {100, 800, 6400}) {
            // the same hundred rows again and again
            Logits logits = drawn(seed, 100, 2, 1.5, scale)
                    .select(IntStream.range(0, rows).map(i -> i % 100).toArray());
            double alone = TemperatureFit.fit(logits, labels(rows), 0).value();
            double off =
                    Math.abs(Math.log(TemperatureFit.fit(logits, labels(rows)).value() / alone));
            assertThat(off).isLessThanOrEqualTo(last + 1e-9);
            first = Math.max(first, off);
            last = off;
        }
        // twenty rows before beside 64 times as many; .123 is the worst of 3,003 draws
        assertThat(last).isLessThanOrEqualTo(first / 5 + 1e-9);
    }

    @Test
    void aRowsTemperatureKnowsNothingOfItsFold() {
        Logits logits = drawn(4, 60, 2, 1.5, 3);
        int[] labels = labels(60);
        StratifiedFolds folds = StratifiedFolds.stratified(labels, AB, 5, 7);
        Logits before = TemperatureFit.crossFitted(logits, labels, folds);
        int row = folds.heldOut(2)[0];
        int other = folds.heldOut(3)[0];
        labels[row] = 1 - labels[row];
        Logits after = TemperatureFit.crossFitted(logits, labels, folds);
        assertThat(after.at(row, 0)).isEqualTo(before.at(row, 0));
        assertThat(after.at(other, 0)).isNotEqualTo(before.at(other, 0));
    }

    private static Logits tempered(Logits logits) {
        int[] labels = labels(logits.rows());
        return TemperatureFit.crossFitted(logits, labels, StratifiedFolds.stratified(labels, AB, 5, 7));
    }

    @Test
    void aMemberThatIsThreeTimesTooSureDoesNotOverruleTheOthers() {
        Logits[] members = {drawn(1, 2000, 5.8, 3.4, 1), drawn(2, 2000, 5.8, 3.4, 1), drawn(3, 2000, 5.8, 3.4, 3)};
        StackInputs raw = new StackInputs(List.of(members), List.of());
        Logits plain = StackEvaluator.evaluate(new Stack.Mean(), raw);
        StackInputs set =
                new StackInputs(List.of(tempered(members[0]), tempered(members[1]), tempered(members[2])), List.of());
        Logits mended = StackEvaluator.evaluate(new Stack.Mean(), set);
        assertThat(accuracy(mended)).isGreaterThan(accuracy(plain) + 0.001);
        assertThat(Metrics.logLoss(tempered(mended), labels(2000)))
                .isLessThan(0.7 * Metrics.logLoss(tempered(plain), labels(2000)));
    }

    /** A is right always, by a margin of .5; B in 95 of 100, by 3. */
    @Test
    void greedyFindsTheMemberThatIsAlwaysRightThoughItIsTimid() {
        int[] labels = labels(200);
        Logits timid = drawn(1, 200, 0.5, 0, 1);
        double[][] bold = new double[200][];
        for (int i = 0; i < 200; i++) {
            double z = (i % 2 == 1 ? 3 : -3) * (i < 10 ? -1 : 1);
            bold[i] = new double[] {-z / 2, z / 2};
        }
        int[] all = IntStream.range(0, 200).toArray();
        StackInputs raw = new StackInputs(List.of(timid, Logits.of(bold, 2)), List.of());
        StackInputs set = new StackInputs(List.of(tempered(timid), tempered(Logits.of(bold, 2))), List.of());
        assertThat(accuracy(StackEvaluator.evaluate(GreedyFit.fit(raw, labels, all, 0), raw)))
                .as("on logits as they are")
                .isEqualTo(0.95);
        assertThat(accuracy(StackEvaluator.evaluate(GreedyFit.fit(set, labels, all, 0), set)))
                .isEqualTo(1);
    }
}
