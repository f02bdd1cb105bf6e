package dev.stackwright.ensemble;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleModelTest {

    @Test
    void aStackForOtherMembersOrLabelsIsRefused() {
        refused(2, new Stack.Greedy(List.of(1.0)), "expected 2 weights of the stack, found 1");
        refused(
                3,
                new Stack.NonNegative(List.of(1.0, 1.0), List.of(0.0, 0.0)),
                "expected 3 biases of the stack, found 2");
        refused(
                3,
                new Stack.ConcatenatedFeatures(new float[7][3], new float[3]),
                "expected 2304 rows of the stack's kernel, found 7");
        refused(
                3,
                new Stack.ConcatenatedFeatures(new float[2304][2], new float[2]),
                "expected a stack that gives 3 logits, found 2");
        refused(
                2,
                new Stack.Dense(new float[4][5], new float[5], new float[5][3], new float[2]),
                "expected 2 columns of the stack's kernel, found 3");
        refused(
                2,
                new Stack.DenseOnProbabilities(new float[2][5], new float[5], new float[5][2], new float[2]),
                "expected a stack that gives 1 logits, found 2");
    }

    private static void refused(int labels, Stack stack, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TinyEnsembles.model(labels, stack))
                .withMessage(message);
    }
}
