package dev.stackwright.train.logistic;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.metrics.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A head on frozen features with its penalty chosen by cross-validation.
 *
 * @param c the chosen inverse strength of L2
 * @param head fitted on all rows with that
 * @param outOfFold for each row, logits of the head that never saw it, with that
 * @param path every strength that was tried, strongest penalty first
 */
public record Probe(double c, Head head, Logits outOfFold, List<Tried> path) {

    /** DATA.md's reference grid and one step more, for features of small scale. */
    private static final double[] GRID = {0.001, 0.01, 0.1, 1, 10};

    /**
     * One regularisation that was tried.
     *
     * @param logLoss mean over all rows, out of fold, in nats
     */
    public record Tried(double c, double logLoss) {}

    /** What was chosen, and among what: the part of a probe that outlives its head. */
    public record Choice(double c, List<Tried> path) {

        public Choice {
            path = List.copyOf(path);
        }
    }

    public Probe {
        path = List.copyOf(path);
    }

    public Choice choice() {
        return new Choice(c, path);
    }

    /**
     * Chooses by log-loss and not by accuracy: the stack takes logits, so their size matters, and on a few hundred
     * images accuracy moves in steps too coarse to tell neighbours apart. Ties go to the stronger penalty.
     *
     * <p>The out-of-fold logits are those of the chosen strength; that one of five values was chosen on the same rows
     * is a bias far below the standard error of what is measured with them.
     *
     * <p>Folds are fitted in parallel, each from the strongest penalty to the weakest, every one starting at the last
     * one's solution. Each is computed by one thread in a fixed order, so the result does not depend on scheduling.
     */
    public static Probe fit(FeatureMatrix features, int[] labels, int classes, StratifiedFolds folds) {
        double[][][] outOfFold = new double[GRID.length][features.rows()][];
        IntStream.range(0, folds.count())
                .parallel()
                .forEach(fold -> fitFold(features, labels, classes, folds, fold, outOfFold));
        Tried[] path = new Tried[GRID.length];
        int best = 0;
        for (int i = 0; i < GRID.length; i++) {
            path[i] = new Tried(GRID[i], Metrics.logLoss(Logits.of(outOfFold[i], classes), labels));
            if (path[i].logLoss < path[best].logLoss) {
                best = i;
            }
        }
        int[] all = IntStream.range(0, features.rows()).toArray();
        Head head = LogisticRegression.fit(features, labels, all, classes, GRID[best]);
        return new Probe(GRID[best], head, Logits.of(outOfFold[best], classes), Arrays.asList(path));
    }

    private static void fitFold(
            FeatureMatrix features,
            int[] labels,
            int classes,
            StratifiedFolds folds,
            int fold,
            double[][][] outOfFold) {
        LogisticObjective.Rows training = new LogisticObjective.Rows(features, folds.training(fold), labels);
        int[] heldOut = folds.heldOut(fold);
        double[] point = new double[LogisticObjective.columns(classes) * (features.channels() + 1)];
        for (int i = 0; i < GRID.length; i++) {
            LogisticObjective objective = new LogisticObjective(training, classes, GRID[i]);
            point = LogisticRegression.minimise(objective, point);
            Logits logits = objective.head(point, classes).logits(features, heldOut);
            for (int r = 0; r < heldOut.length; r++) {
                outOfFold[i][heldOut[r]] = logits.row(r);
            }
        }
    }
}
