package dev.stackwright.train.stack;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.fold.Folds;

/** One kind of stack that may be chosen. Pure: everything random comes from the seed. */
interface Candidate {

    /**
     * A kind of stack cross-validated and fitted.
     *
     * @param stack fitted on all rows
     * @param outOfFold for each row, logits of a stack that never saw it
     */
    record Fitted(Stack stack, Logits outOfFold) {}

    /** As in reports: {@code mean}, {@code greedy}, … */
    String kind();

    Fitted fit(MemberOutputs outputs, int[] labels, Folds folds, long seed);
}
