package dev.stackwright.train.logistic;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember.PenaltySearch;
import dev.stackwright.train.TrainedMember.PenaltySearch.Tried;
import dev.stackwright.train.metrics.Metrics;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * A head on frozen features with its penalty chosen by cross-validation.
 *
 * @param penalty chosen among the grid
 * @param head fitted on all rows with that
 * @param outOfFold for each row, logits of the head that never saw it, with that
 */
public record Probe(PenaltySearch penalty, Head head, Logits outOfFold) {

    /** DATA.md's reference grid and one step more, for features of small scale. */
    private static final double[] GRID = {0.001, 0.01, 0.1, 1, 10};

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
            if (path[i].logLoss() < path[best].logLoss()) {
                best = i;
            }
        }
        int[] all = IntStream.range(0, features.rows()).toArray();
        Head head = LogisticRegression.fit(features, labels, all, classes, GRID[best]);
        return new Probe(new PenaltySearch(GRID[best], Arrays.asList(path)), head, Logits.of(outOfFold[best], classes));
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
