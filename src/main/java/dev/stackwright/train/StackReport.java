package dev.stackwright.train;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.stacking.StackSelection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The stack and what it was chosen among.
 *
 * @param weights of members, where the kind has such; else empty
 * @param candidates compared by cross-validation on out-of-fold outputs; empty where the recipe fixes the stack
 * @param why for people
 */
public record StackReport(String chosen, List<Double> weights, List<StackSelection.Compared> candidates, String why) {

    public StackReport {
        weights = List.copyOf(weights);
        candidates = List.copyOf(candidates);
    }

    public static StackReport of(StackSelection selection) {
        return new StackReport(
                selection.kind(),
                weights(selection.stack()),
                selection.candidates().stream()
                        .map(c -> new StackSelection.Compared(
                                c.kind(), Metrics.rounded(c.logLoss()), Metrics.rounded(c.standardError())))
                        .toList(),
                selection.why());
    }

    private static List<Double> weights(Stack stack) {
        List<Double> weights = List.of();
        if (stack instanceof Stack.Greedy greedy) {
            weights = greedy.weights();
        } else if (stack instanceof Stack.NonNegative nonNegative) {
            weights = nonNegative.weights();
        }
        return weights.stream().map(Metrics::rounded).collect(Collectors.toList());
    }
}
