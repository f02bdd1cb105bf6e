package dev.stackwright.train.logistic;

import dev.stackwright.common.Progress;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember.PenaltySearch;
import dev.stackwright.train.TrainedMember.PenaltySearch.Tried;
import dev.stackwright.train.metrics.Metrics;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Strengths of the penalty, C = 10^k, each cross-validated. It begins with k from −3 to 1, as scikit-learn's users do, and
 * goes on beyond an end for as long as that end is the best.
 *
 * <p>Folds are fitted in parallel, each from the strongest penalty to the weakest, every one starting at the last one's
 * solution. Each is computed by one thread in a fixed order, so the result does not depend on scheduling.
 */
final class PenaltyGrid {

    private static final int FIRST = -3;
    private static final int LAST = 1;
    /** Beyond these a penalty decides all, or nothing. */
    private static final int STRONGEST = -6;

    private static final int WEAKEST = 4;

    private final HeadFits fits;
    private final int[] labels;
    private final int classes;
    private final StratifiedFolds folds;
    /** Of each strength the losses by row, of the head that did not see it. */
    private final TreeMap<Integer, double[]> tried = new TreeMap<>();
    /** Of those that are the best somewhere the logits by row: with many labels these are what takes memory. */
    private final Map<Integer, double[][]> leading = new HashMap<>();
    /** Of each fold at the last strength; empty before the first. */
    private final double[][] solutions;

    private final Progress.Task task;
    private final AtomicInteger failures = new AtomicInteger();

    /** How many fits there are, where no end of the grid is the best. */
    static int fits(int folds) {
        return (LAST - FIRST + 1) * folds + 1;
    }

    /**
     * @param fits of each fold a group
     * @param task counts every fit; not closed by this
     */
    PenaltyGrid(HeadFits fits, int[] labels, int classes, StratifiedFolds folds, Progress.Task task) {
        this.task = task;
        this.fits = fits;
        this.labels = labels;
        this.classes = classes;
        this.folds = folds;
        this.solutions = new double[folds.count()][0];
    }

    Probe search() {
        for (int k = FIRST; k <= LAST; k++) {
            score(k);
        }
        while (best() == tried.lastKey() && best() < WEAKEST) {
            score(best() + 1);
        }
        while (best() == tried.firstKey() && best() > STRONGEST) {
            Arrays.fill(solutions, new double[0]); // those at hand are of the weakest penalty
            score(best() - 1);
        }
        HeadObjective objective = fits.without(HeadFits.NOTHING, c(best()));
        Lbfgs.Minimum minimum = fits.minimise(objective, new double[objective.size()]);
        count(minimum);
        task.advance(1);
        return new Probe(
                new PenaltySearch(
                        c(best()),
                        tried.entrySet().stream()
                                .map(e -> new Tried(c(e.getKey()), Metrics.mean(e.getValue())))
                                .toList()),
                objective.head(minimum.point(), classes),
                Logits.of(logits(best()), classes),
                compared(),
                warning(minimum));
    }

    private static double c(int k) {
        return Double.parseDouble("1e" + k);
    }

    private void score(int k) {
        double[][] logits = new double[folds.rows()][];
        Queue<Throwable> failed = new ConcurrentLinkedQueue<>();
        IntStream.range(0, folds.count()).parallel().forEach(fold -> {
            // the others are waited for, as native memory that they work on is let go of behind an exception
            try {
                score(fold, k, logits);
                task.advance(1);
            } catch (RuntimeException | Error e) {
                failed.add(e);
            }
        });
        if (failed.peek() instanceof Error error) {
            throw error;
        }
        if (failed.peek() instanceof RuntimeException exception) {
            throw exception;
        }
        tried.put(k, Metrics.logLosses(Logits.of(logits, classes), labels, 1));
        leading.put(k, logits);
        // what another strength has beaten on some rows is not the best there again, whatever is tried later
        Set<Integer> best = new HashSet<>(Set.of(best()));
        IntStream.range(0, folds.count()).forEach(fold -> best.add(best(folds.training(fold))));
        leading.keySet().retainAll(best);
    }

    private void score(int fold, int k, double[][] logits) {
        HeadObjective objective = fits.without(fold, c(k));
        double[] start = solutions[fold].length == 0 ? new double[objective.size()] : solutions[fold];
        Lbfgs.Minimum minimum = fits.minimise(objective, start);
        count(minimum);
        solutions[fold] = minimum.point();
        int[] heldOut = folds.heldOut(fold);
        Logits made = fits.logits(objective, minimum.point(), fold);
        for (int r = 0; r < heldOut.length; r++) {
            logits[heldOut[r]] = made.row(r);
        }
    }

    private void count(Lbfgs.Minimum minimum) {
        if (!(minimum.gradient() <= LogisticRegression.FAILED)) {
            failures.incrementAndGet();
        }
    }

    private int best() {
        return best(IntStream.range(0, folds.rows()).toArray());
    }

    /** The strongest of those with the least loss on {@code rows}. */
    private int best(int[] rows) {
        int best = tried.firstKey();
        double least = Double.POSITIVE_INFINITY;
        for (Map.Entry<Integer, double[]> one : tried.entrySet()) {
            double[] losses = one.getValue();
            double loss = IntStream.of(rows).mapToDouble(row -> losses[row]).sum();
            if (loss < least) {
                best = one.getKey();
                least = loss;
            }
        }
        return best;
    }

    private double[][] logits(int k) {
        return Objects.requireNonNull(leading.get(k));
    }

    private Logits compared() {
        double[][] logits = new double[folds.rows()][];
        for (int fold = 0; fold < folds.count(); fold++) {
            double[][] chosen = logits(best(folds.training(fold)));
            for (int row : folds.heldOut(fold)) {
                logits[row] = chosen[row];
            }
        }
        return Logits.of(logits, classes);
    }

    private Optional<String> warning(Lbfgs.Minimum served) {
        if (failures.get() == 0) {
            return Optional.empty();
        }
        return Optional.of(String.format(
                Locale.ROOT,
                "%d of %d fits ended before their gradient was %.0e of the first; that of the head that is served is at"
                        + " %.1e after %d steps. Are features constant, or of very unequal size?",
                failures.get(),
                tried.size() * folds.count() + 1,
                LogisticRegression.FAILED,
                served.gradient(),
                served.iterations()));
    }
}
