package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;

/** One kind of stack that may be chosen. Pure: everything random comes from the seed. */
interface StackCandidate {

    /**
     * A kind of stack cross-validated and fitted.
     *
     * @param stack fitted on all rows
     * @param outOfFold for each row, logits of a stack that never saw it
     */
    record Fitted(Stack stack, Logits outOfFold) {}

    /** As in reports: {@code mean}, {@code greedy}, … */
    String kind();

    Fitted fit(StackInputs outputs, int[] labels, StratifiedFolds folds, long seed);
}
