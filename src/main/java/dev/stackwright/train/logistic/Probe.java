package dev.stackwright.train.logistic;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember.PenaltySearch;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A head on frozen features with its penalty chosen by cross-validation.
 *
 * @param penalty chosen among the grid
 * @param head fitted on all rows with that
 * @param outOfFold for each row, logits of a head that never saw it, with that penalty: like those that are served, so that a
 *     stack can be fitted on them
 * @param compared likewise, with the penalty that the other folds chose: the least of several losses is too low on the rows
 *     that it was the least on
 * @param warning for people, where a fit did not come to its end
 */
public record Probe(PenaltySearch penalty, Head head, Logits outOfFold, Logits compared, Optional<String> warning) {

    /**
     * Chooses by log-loss and not by accuracy: the stack takes logits, so their size matters, and on a few hundred
     * images accuracy moves in steps too coarse to tell neighbours apart. Ties go to the stronger penalty.
     */
    public static Probe fit(FeatureMatrix features, int[] labels, int classes, StratifiedFolds folds) {
        return fit(features, labels, classes, folds, Progress.NONE.stage("head", 0), Cancellation.NEVER);
    }

    /**
     * As {@link #fit(FeatureMatrix, int[], int, StratifiedFolds)}.
     *
     * @param task counts the fits, of which there are {@link #fits} or some more; not closed by this
     * @throws Cancellation.CancelledException on request, in the midst of a fit
     */
    public static Probe fit(
            FeatureMatrix features,
            int[] labels,
            int classes,
            StratifiedFolds folds,
            Progress.Task task,
            Cancellation cancellation) {
        List<int[]> groups =
                IntStream.range(0, folds.count()).mapToObj(folds::heldOut).toList();
        try (HeadFits fits = new HeadFits(features, labels, groups, classes, cancellation, HeadFits.MANY)) {
            return new PenaltyGrid(fits, labels, classes, folds, task).search();
        }
    }

    /** How many fits there are at least with so many folds. */
    public static int fits(int folds) {
        return PenaltyGrid.fits(folds);
    }
}
