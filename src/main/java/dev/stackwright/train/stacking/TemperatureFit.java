package dev.stackwright.train.stacking;

import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Softmax;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.StratifiedFolds;
import java.util.stream.IntStream;

/**
 * The temperature of least log-loss (Guo et al., On Calibration of Modern Neural Networks, ICML 2017), drawn towards 1.
 *
 * <p>In β = 1/T the probability of a label, exp(β z) / Σ exp(β z), is an exponential family whose statistic is the label's
 * logit. Its conjugate prior is that of m rows seen before (Diaconis and Ylvisaker, Conjugate priors for exponential
 * families, Annals of Statistics 1979); here rows as the model at T = 1 would label them, so that the prior's mode is 1.
 * What is minimised is Σ loss + m · mean over rows of the cross-entropy to the model's own probabilities at T = 1. With
 * many rows m is as nothing. With few it keeps T from running off: twenty rows that are all right have no minimum without
 * it.
 *
 * <p>This is convex in β, so its derivative has one sign change, found by Newton's steps in log β, and by bisection where
 * they leave what is known to hold it or get slow. T lies in [0.05, 20].
 */
public final class TemperatureFit {

    /** m: of those that were tried on few photos the one after which little was to be gained; BENCHMARKS.md has the table. */
    static final double ROWS_BEFORE = 20;

    private static final double WIDEST = Math.log(20);
    private static final int MOST_STEPS = 60;
    private static final double PRECISE = 1e-13;

    /** Sums over rows: of mean logits under softmax(β z), less the label's, and of their derivatives by β. */
    private record MeanLogits(double sum, double derivative) {}

    private TemperatureFit() {}

    /** {@link Temperature#NEUTRAL} where there are no rows. */
    public static Temperature fit(Logits logits, int[] labels) {
        return fit(logits, labels, ROWS_BEFORE);
    }

    /** Logits of each fold divided by the temperature of the others, for a comparison in which it must not have a part. */
    public static Logits crossFitted(Logits logits, int[] labels, StratifiedFolds folds) {
        double[][] out = new double[labels.length][];
        for (int fold = 0; fold < folds.count(); fold++) {
            int[] others = folds.training(fold);
            Temperature temperature = fit(
                    logits.select(others),
                    IntStream.of(others).map(row -> labels[row]).toArray());
            int[] heldOut = folds.heldOut(fold);
            Logits tempered = logits.select(heldOut).dividedBy(temperature);
            for (int i = 0; i < heldOut.length; i++) {
                out[heldOut[i]] = tempered.row(i);
            }
        }
        return Logits.of(out, logits.labels());
    }

    /** @param rowsBefore m; 0 leaves T where the rows put it */
    static Temperature fit(Logits logits, int[] labels, double rowsBefore) {
        if (labels.length == 0) {
            return Temperature.NEUTRAL;
        }
        MeanLogits at = meanLogits(logits, labels, 1);
        double before = at.sum;
        double weight = rowsBefore / labels.length;
        double low = -WIDEST;
        double high = WIDEST;
        double log = 0;
        double step = high - low;
        for (int i = 0; i < MOST_STEPS && step > PRECISE; i++) {
            double slope = at.sum + weight * (at.sum - before);
            if (slope < 0) {
                low = log;
            } else {
                high = log;
            }
            double newton = log - slope / ((1 + weight) * at.derivative * Math.exp(log));
            boolean holds = newton >= low && newton <= high && Math.abs(newton - log) < step / 2;
            double next = holds ? newton : (low + high) / 2;
            step = Math.abs(next - log);
            log = next;
            at = meanLogits(logits, labels, Math.exp(log));
        }
        return new Temperature(Math.exp(-log));
    }

    private static MeanLogits meanLogits(Logits logits, int[] labels, double beta) {
        double sum = 0;
        double derivative = 0;
        for (int i = 0; i < labels.length; i++) {
            double[] probabilities = logits.row(i);
            double own = probabilities[labels[i]];
            Softmax.inPlace(probabilities, 1 / beta);
            double mean = 0;
            double squares = 0;
            for (int c = 0; c < probabilities.length; c++) {
                // differences, since a mean less the label's logit would cancel where the label is nearly certain
                double off = logits.at(i, c) - own;
                mean += probabilities[c] * off;
                squares += probabilities[c] * off * off;
            }
            sum += mean;
            derivative += squares - mean * mean;
        }
        return new MeanLogits(sum, derivative);
    }
}
