package dev.stackwright.train.stacking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import dev.stackwright.common.Progress;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.metrics.LossAndAccuracy;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ArticleStackTest {

    private static final Progress.Task SILENT = Progress.NONE.stage("stack", 0);
    private static final int ROWS = 2000;

    /** Of two members each says the label by its sign; of three labels each raises its own logit. */
    private static StackInputs outputs(int labels, int rows, long seed) {
        Random random = new Random(seed);
        List<Logits> members = IntStream.range(0, 3)
                .mapToObj(member -> {
                    double[][] logits = new double[rows][labels];
                    for (int row = 0; row < rows; row++) {
                        for (int c = labels == 2 ? 1 : 0; c < labels; c++) {
                            logits[row][c] = (c == row % labels ? 2 : -2) + random.nextGaussian();
                        }
                    }
                    return Logits.of(logits, labels);
                })
                .toList();
        return new StackInputs(members, List.of());
    }

    private static int[] labels(int labels, int rows) {
        return IntStream.range(0, rows).map(row -> row % labels).toArray();
    }

    private static ArticleStack fit(int labels) {
        return ArticleStack.fit(
                outputs(labels, ROWS, 1), labels(labels, ROWS), outputs(labels, 90, 2), labels(labels, 90), 7, SILENT);
    }

    @Test
    void ofTwoLabelsItTakesASigmoidAMemberAndEndsInOneUnit() {
        ArticleStack made = fit(2);
        assertThat(made.stack().kernel1().length).isEqualTo(3);
        assertThat(made.stack().kernel1()[0].length).isEqualTo(10);
        assertThat(made.stack().kernel2()[0].length).isEqualTo(1);
    }

    @Test
    void ofThreeLabelsItTakesEachSoftmaxAndEndsInAUnitALabel() {
        ArticleStack made = fit(3);
        assertThat(made.stack().kernel1().length).isEqualTo(9);
        assertThat(made.stack().kernel2()[0].length).isEqualTo(3);
        assertThat(last(made).validationAccuracy()).isGreaterThan(0.9);
    }

    @Test
    void itsCurveFallsAndEndsWhereTheStackStands() {
        ArticleStack made = fit(2);
        assertThat(made.curve())
                .extracting(TrainingHistory.Epoch::epoch)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(last(made).loss()).isLessThan(made.curve().get(0).loss());
        assertThat(last(made).accuracy()).isGreaterThan(0.9);
        LossAndAccuracy validation =
                LossAndAccuracy.of(StackEvaluator.evaluate(made.stack(), outputs(2, 90, 2)), labels(2, 90));
        assertThat(last(made).validationLogLoss()).isCloseTo(validation.loss(), offset(1e-6));
        assertThat(last(made).validationAccuracy()).isCloseTo(validation.accuracy(), offset(1e-6));
    }

    /** Nothing is chosen by the validation part: another one changes its curve and nothing else. */
    @Test
    void theValidationPartChangesNothing() {
        ArticleStack made = fit(2);
        ArticleStack other =
                ArticleStack.fit(outputs(2, ROWS, 1), labels(2, ROWS), outputs(2, 20, 3), new int[20], 7, SILENT);
        assertThat(other.stack()).usingRecursiveComparison().isEqualTo(made.stack());
        assertThat(last(other).loss()).isEqualTo(last(made).loss());
        assertThat(last(other).validationLogLoss()).isNotEqualTo(last(made).validationLogLoss());
    }

    private static TrainingHistory.Epoch last(ArticleStack made) {
        return made.curve().get(made.curve().size() - 1);
    }
}
