package dev.stackwright.train.stacking;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedStack.Candidate;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.metrics.PairedDifference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The chosen stack.
 *
 * @param candidates every kind that was compared, simplest first
 * @param outOfFold logits of the chosen kind for each row, by a stack that never saw it
 * @param temperature fitted on {@code outOfFold}
 * @param why for people
 * @param warnings for people, of candidates that were not tried or not fitted to the end
 */
public record StackSelection(
        Stack stack,
        String kind,
        List<Candidate> candidates,
        Logits outOfFold,
        Temperature temperature,
        String why,
        List<String> warnings) {

    public StackSelection {
        candidates = List.copyOf(candidates);
        warnings = List.copyOf(warnings);
    }

    /** In the order of {@link Stack}: simplest first. */
    static List<StackCandidate> candidates(StackInputs outputs) {
        List<StackCandidate> all = new ArrayList<>();
        all.add(new StackCandidate.OnRows("mean", (o, labels, rows, seed) -> new Stack.Mean()));
        if (outputs.members() > 1) {
            all.add(new StackCandidate.OnRows("greedy", GreedyFit::fit));
            all.add(new StackCandidate.OnRows("non-negative", NonNegativeFit::fit));
            if (concatenates(outputs)) {
                all.add(new ConcatenatedFit());
            }
            all.add(new StackCandidate.OnRows("dense", DenseFit::fit));
        }
        return all;
    }

    private static boolean concatenates(StackInputs outputs) {
        return !outputs.features().isEmpty()
                && ConcatenatedFit.tooLarge(outputs).isEmpty();
    }

    /** How many fits {@link #select} makes at least. */
    public static int fits(StackInputs outputs, int folds) {
        return candidates(outputs).stream()
                .mapToInt(candidate -> candidate.fits(folds))
                .sum();
    }

    /**
     * Cross-validates every candidate on the members' out-of-fold outputs and takes the simplest whose log-loss is
     * within one standard error of the best one's (Breiman et al., Classification and Regression Trees, 1984, section
     * 3.4.3). The standard error is that of the difference in the same rows: candidates are right and wrong in nearly the
     * same rows, so that the scatter of either loss says little of their difference. One member has nothing to stack: its
     * mean is itself.
     *
     * <p>Each candidate is scored with a temperature of its own, as it would be served; else those that rescale logits
     * would win by calibration alone. It is fitted on the out-of-fold logits of the other folds.
     *
     * @param outputs the members', out of fold
     * @param copies of each row a number that its copies share
     * @param task counts the fits, of which there are {@link #fits} or some more; not closed by this
     * @throws Cancellation.CancelledException on request, before the next fit or in the midst of a head's
     */
    public static StackSelection select(
            StackInputs outputs,
            int[] labels,
            int[] copies,
            Labels names,
            int folds,
            long seed,
            Progress.Task task,
            Cancellation cancellation) {
        StratifiedFolds again =
                StratifiedFolds.stratified(labels, copies, names, folds, SeedSequence.hash(seed, "stack folds"));
        List<StackCandidate> candidates = candidates(outputs);
        List<StackCandidate.Fitted> fitted = new ArrayList<>();
        List<double[]> losses = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        if (outputs.members() > 1) {
            ConcatenatedFit.tooLarge(outputs).ifPresent(warnings::add);
        }
        for (StackCandidate candidate : candidates) {
            StackCandidate.Fitted made = candidate.fit(
                    outputs, labels, again, SeedSequence.hash(seed, candidate.kind()), task, cancellation);
            fitted.add(made);
            made.warning().ifPresent(warning -> warnings.add(candidate.kind() + ": " + warning));
            losses.add(Metrics.logLosses(TemperatureFit.crossFitted(made.outOfFold(), labels, again), labels, 1));
        }
        List<Candidate> compared =
                compare(candidates.stream().map(StackCandidate::kind).toList(), losses);
        int chosen = simplestWithinOneStandardError(losses);
        StackCandidate.Fitted made = fitted.get(chosen);
        return new StackSelection(
                made.stack(),
                compared.get(chosen).kind(),
                compared,
                made.outOfFold(),
                TemperatureFit.fit(made.outOfFold(), labels),
                why(compared, chosen, best(losses)),
                warnings);
    }

    private static List<Candidate> compare(List<String> kinds, List<double[]> losses) {
        double[] best = losses.get(best(losses));
        List<Candidate> compared = new ArrayList<>();
        for (int i = 0; i < kinds.size(); i++) {
            double[] own = losses.get(i);
            PairedDifference behind = PairedDifference.of(own, best);
            compared.add(new Candidate(
                    kinds.get(i),
                    Metrics.mean(own),
                    Metrics.standardError(own),
                    behind.mean(),
                    behind.standardError()));
        }
        return compared;
    }

    /** @param losses by candidate, simplest first, each by row */
    static int simplestWithinOneStandardError(List<double[]> losses) {
        double[] best = losses.get(best(losses));
        int simplest = 0;
        while (!PairedDifference.of(losses.get(simplest), best).withinOneStandardError()) {
            simplest++; // ends at the best one, which is not behind itself
        }
        return simplest;
    }

    private static int best(List<double[]> losses) {
        int best = 0;
        for (int i = 1; i < losses.size(); i++) {
            if (Metrics.mean(losses.get(i)) < Metrics.mean(losses.get(best))) {
                best = i;
            }
        }
        return best;
    }

    private static String why(List<Candidate> compared, int chosen, int best) {
        if (compared.size() == 1) {
            return "one member: nothing to stack";
        }
        Candidate taken = compared.get(chosen);
        if (chosen == best) {
            return String.format(
                    Locale.ROOT,
                    "%s has the least cross-validated log-loss, %.4f, and %s",
                    taken.kind(),
                    taken.logLoss(),
                    chosen == 0
                            ? "none is simpler"
                            : "every simpler one is behind it by more than one standard error of the difference");
        }
        return String.format(
                Locale.ROOT,
                "%s, with a cross-validated log-loss of %.4f, is the simplest that is not behind the best, %s with"
                        + " %.4f, by more than one standard error of the difference (%.4f)",
                taken.kind(),
                taken.logLoss(),
                compared.get(best).kind(),
                compared.get(best).logLoss(),
                taken.behindBestError());
    }

    /**
     * What members say of the same rows, in manifest order.
     *
     * @param logits one a member
     * @param features one a member, or none where members share no features over all rows (each fold fine-tuned its own)
     */
    public record StackInputs(List<Logits> logits, List<FeatureMatrix> features) {

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
