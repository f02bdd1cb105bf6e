package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import java.util.List;
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

    Fitted fit(StackInputs outputs, int[] labels, StratifiedFolds folds, long seed);

    /** A candidate that is fitted on some rows of the members' logits; its cross-validation is the plain one. */
    record OnRows(String kind, Fit fit) implements StackCandidate {

        /** Fits a stack on {@code rows} only. */
        @FunctionalInterface
        interface Fit {
            Stack fit(StackInputs outputs, int[] labels, int[] rows, long seed);
        }

        @Override
        public Fitted fit(StackInputs outputs, int[] labels, StratifiedFolds folds, long seed) {
            double[][] outOfFold = new double[outputs.rows()][];
            IntStream.range(0, folds.count()).parallel().forEach(fold -> {
                Stack stack = fit.fit(outputs, labels, folds.training(fold), seed);
                int[] heldOut = folds.heldOut(fold);
                Logits logits = StackEvaluator.evaluate(stack, outputs, heldOut);
                for (int i = 0; i < heldOut.length; i++) {
                    outOfFold[heldOut[i]] = logits.row(i);
                }
            });
            int[] all = IntStream.range(0, outputs.rows()).toArray();
            return new Fitted(
                    fit.fit(outputs, labels, all, seed), Logits.of(outOfFold, outputs.labels()), Optional.empty());
        }
    }

    /**
     * What members say of the same rows, in manifest order.
     *
     * @param logits one a member
     * @param features one a member, or none where members share no features over all rows (each fold fine-tuned its own)
     */
    record StackInputs(List<Logits> logits, List<FeatureMatrix> features) {

        public StackInputs {
            logits = List.copyOf(logits);
            features = List.copyOf(features);
            if (logits.isEmpty() || !(features.isEmpty() || features.size() == logits.size())) {
                throw new IllegalArgumentException("expected one member or more, and features of all or none, found "
                        + logits.size() + " and " + features.size());
            }
            int rows = logits.get(0).rows();
            if (logits.stream().anyMatch(l -> l.rows() != rows)
                    || features.stream().anyMatch(f -> f.rows() != rows)) {
                throw new IllegalArgumentException("expected " + rows + " rows of every member");
            }
        }

        public int rows() {
            return logits.get(0).rows();
        }

        public int labels() {
            return logits.get(0).labels();
        }

        public int members() {
            return logits.size();
        }
    }
}
