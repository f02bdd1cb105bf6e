package dev.stackwright.train.stacking;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedStack.Candidate;
import dev.stackwright.train.metrics.Metrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The chosen stack.
 *
 * @param candidates every kind that was compared, simplest first
 * @param outOfFold logits of the chosen kind for each row, by a stack that never saw it
 * @param temperature fitted on {@code outOfFold}
 * @param why for people
 */
public record StackSelection(
        Stack stack, String kind, List<Candidate> candidates, Logits outOfFold, Temperature temperature, String why) {

    public StackSelection {
        candidates = List.copyOf(candidates);
    }

    /** In the order of {@link Stack}: simplest first. */
    private static List<StackCandidate> candidates(StackInputs outputs) {
        List<StackCandidate> all = new ArrayList<>();
        all.add(new StackCandidate.OnRows("mean", (o, labels, rows, seed) -> new Stack.Mean()));
        if (outputs.members() > 1) {
            all.add(new StackCandidate.OnRows("greedy", GreedyFit::fit));
            all.add(new StackCandidate.OnRows("non-negative", NonNegativeFit::fit));
            if (ConcatenatedFit.possible(outputs)) {
                all.add(new ConcatenatedFit());
            }
            all.add(new StackCandidate.OnRows("dense", DenseFit::fit));
        }
        return all;
    }

    /**
     * Cross-validates every candidate on the members' out-of-fold outputs and takes the simplest whose log-loss is
     * within one standard error of the best one's (Breiman et al., Classification and Regression Trees, 1984, section
     * 3.4.3). One member has nothing to stack: its mean is itself.
     *
     * <p>Each candidate is scored with a temperature of its own, as it would be served; else those that rescale logits
     * would win by calibration alone. It is fitted on the out-of-fold logits of the other folds.
     *
     * @param outputs the members', out of fold
     * @param copies of each row a number that its copies share
     */
    public static StackSelection select(
            StackInputs outputs, int[] labels, int[] copies, Labels names, int folds, long seed) {
        StratifiedFolds again =
                StratifiedFolds.stratified(labels, copies, names, folds, SeedSequence.hash(seed, "stack folds"));
        List<StackCandidate> candidates = candidates(outputs);
        List<StackCandidate.Fitted> fitted = new ArrayList<>();
        List<Candidate> compared = new ArrayList<>();
        for (StackCandidate candidate : candidates) {
            StackCandidate.Fitted made =
                    candidate.fit(outputs, labels, again, SeedSequence.hash(seed, candidate.kind()));
            double[] losses = losses(made.outOfFold(), labels, again);
            fitted.add(made);
            compared.add(new Candidate(candidate.kind(), Metrics.mean(losses), Metrics.standardError(losses)));
        }
        int chosen = simplestWithinOneStandardError(compared);
        StackCandidate.Fitted made = fitted.get(chosen);
        return new StackSelection(
                made.stack(),
                compared.get(chosen).kind(),
                compared,
                made.outOfFold(),
                TemperatureFit.fit(made.outOfFold(), labels),
                why(compared, chosen));
    }

    private static double[] losses(Logits outOfFold, int[] labels, StratifiedFolds folds) {
        double[] losses = new double[labels.length];
        for (int fold = 0; fold < folds.count(); fold++) {
            int[] others = folds.training(fold);
            Temperature temperature = TemperatureFit.fit(outOfFold.select(others), pick(labels, others));
            int[] heldOut = folds.heldOut(fold);
            double[] own = Metrics.logLosses(outOfFold.select(heldOut), pick(labels, heldOut), temperature.value());
            for (int i = 0; i < heldOut.length; i++) {
                losses[heldOut[i]] = own[i];
            }
        }
        return losses;
    }

    static int simplestWithinOneStandardError(List<Candidate> compared) {
        Candidate best = best(compared);
        for (int i = 0; i < compared.size(); i++) {
            if (compared.get(i).logLoss() <= best.logLoss() + best.standardError()) {
                return i;
            }
        }
        throw new IllegalStateException("the best candidate is within one standard error of itself");
    }

    private static Candidate best(List<Candidate> compared) {
        Candidate best = compared.get(0);
        for (Candidate c : compared) {
            if (c.logLoss() < best.logLoss()) {
                best = c;
            }
        }
        return best;
    }

    private static String why(List<Candidate> compared, int chosen) {
        if (compared.size() == 1) {
            return "one member: nothing to stack";
        }
        Candidate best = best(compared);
        Candidate taken = compared.get(chosen);
        if (taken.equals(best)) {
            return String.format(
                    Locale.ROOT,
                    "%s has the least cross-validated log-loss, %.4f, and no simpler one is within its standard error"
                            + " of %.4f",
                    best.kind(),
                    best.logLoss(),
                    best.standardError());
        }
        return String.format(
                Locale.ROOT,
                "%s, with a cross-validated log-loss of %.4f, is the simplest within one standard error (%.4f) of the"
                        + " best, %s with %.4f",
                taken.kind(),
                taken.logLoss(),
                best.standardError(),
                best.kind(),
                best.logLoss());
    }

    private static int[] pick(int[] labels, int[] rows) {
        return Arrays.stream(rows).map(row -> labels[row]).toArray();
    }
}
