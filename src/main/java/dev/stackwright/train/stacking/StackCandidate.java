package dev.stackwright.train.stacking;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.stacking.StackSelection.StackInputs;
import java.util.Optional;
import java.util.stream.IntStream;

/** One kind of stack that may be chosen. Pure: everything random comes from the seed. */
interface StackCandidate {

    /**
     * A kind of stack cross-validated and fitted.
     *
     * @param stack fitted on all rows
     * @param outOfFold for each row, logits of a stack that never saw it
     * @param warning for people, where a fit did not come to its end
     */
    record Fitted(Stack stack, Logits outOfFold, Optional<String> warning) {}

    /** As in reports: {@code mean}, {@code greedy}, … */
    String kind();

    /** How many fits there are at least with so many folds. */
    int fits(int folds);

    /**
     * Fits the stack on all rows, and on all but each fold's.
     *
     * @param task counts the fits; not closed by this
     * @throws Cancellation.CancelledException on request, before the next fit or in the midst of a head's
     */
    Fitted fit(
            StackInputs outputs,
            int[] labels,
            StratifiedFolds folds,
            long seed,
            Progress.Task task,
            Cancellation cancellation);

    /** A candidate that is fitted on some rows of the members' logits; its cross-validation is the plain one. */
    record OnRows(String kind, Fit fit) implements StackCandidate {

        /** Fits a stack on {@code rows} only. */
        @FunctionalInterface
        interface Fit {
            Stack fit(StackInputs outputs, int[] labels, int[] rows, long seed);
        }

        @Override
        public int fits(int folds) {
            return folds + 1;
        }

        @Override
        public Fitted fit(
                StackInputs outputs,
                int[] labels,
                StratifiedFolds folds,
                long seed,
                Progress.Task task,
                Cancellation cancellation) {
            double[][] outOfFold = new double[outputs.rows()][];
            IntStream.range(0, folds.count()).parallel().forEach(fold -> {
                cancellation.throwIfRequested();
                Stack stack = fit.fit(outputs, labels, folds.training(fold), seed);
                int[] heldOut = folds.heldOut(fold);
                Logits logits = StackEvaluator.evaluate(stack, outputs, heldOut);
                for (int i = 0; i < heldOut.length; i++) {
                    outOfFold[heldOut[i]] = logits.row(i);
                }
                task.advance(1);
            });
            cancellation.throwIfRequested();
            int[] all = IntStream.range(0, outputs.rows()).toArray();
            Stack stack = fit.fit(outputs, labels, all, seed);
            task.advance(1);
            return new Fitted(stack, Logits.of(outOfFold, outputs.labels()), Optional.empty());
        }
    }
}
