package dev.stackwright.train.recipe;

import dev.stackwright.prediction.Logits;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.stacking.TemperatureFit;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Between the probe and what fine-tuning made of it, by logits of the same images, each by a model that never saw the image:
 * the share of the tuned weights with the least log-loss, where its gain over the probe is more than one standard error of the
 * difference, image by image (Breiman et al., 1984, the one-standard-error rule).
 *
 * <p>Each side is scored at a temperature of its own, as it would be served: fine-tuned networks are surer of themselves,
 * which is no merit and no fault. The temperature is fitted on the very images that are scored. That flatters each side by
 * about 1 / 2n, both alike; fitted on four fifths for the fifth that is scored, it goes to its bound where the only two
 * mistakes lie in one fifth, and a log-loss of 0.05 becomes 0.6.
 *
 * @param share of the tuned weights that is best, above 0
 * @param probe log-loss of the probe
 * @param tuned log-loss of that share
 * @param gain mean of the differences, {@code probe − tuned}
 * @param standardError of the gain
 * @param images that all were scored on
 */
record TuningChoice(double share, double probe, double tuned, double gain, double standardError, int images) {

    /** What is less than a thousandth of the probe's loss is rounding. */
    private static final double LEAST_GAIN = 1e-3;

    /**
     * Chooses.
     *
     * @param probe out of fold
     * @param tuned out of fold, by share of the tuned weights, above 0; one or more
     */
    static TuningChoice of(Logits probe, Map<Double, Logits> tuned, int[] labels) {
        double[] before = logLosses(probe, labels);
        double best = 1;
        double least = Double.POSITIVE_INFINITY;
        double[] chosen = before;
        for (Map.Entry<Double, Logits> one : new TreeMap<>(tuned).entrySet()) {
            double[] losses = logLosses(one.getValue(), labels);
            double mean = Metrics.mean(losses);
            if (mean < least) {
                best = one.getKey();
                least = mean;
                chosen = losses;
            }
        }
        double[] gains = new double[labels.length];
        for (int i = 0; i < gains.length; i++) {
            gains[i] = before[i] - chosen[i];
        }
        return new TuningChoice(
                best,
                Metrics.mean(before),
                Metrics.mean(chosen),
                Metrics.mean(gains),
                Metrics.standardError(gains),
                labels.length);
    }

    /** For each image. */
    static double[] logLosses(Logits logits, int[] labels) {
        return Metrics.logLosses(
                logits, labels, TemperatureFit.fit(logits, labels).value());
    }

    /** Whether the tuned weights are worth it. */
    boolean helped() {
        return gain > standardError && gain > LEAST_GAIN * probe;
    }

    /** Whether, by the images so far, there is nothing to be gained. */
    boolean hopeless() {
        return gain <= LEAST_GAIN * probe;
    }

    /** For people. */
    String text() {
        return String.format(
                Locale.ROOT,
                "log-loss out of fold on %d training images %.4f, with the probe's head %.4f, a gain of %.4f ± %.4f",
                images,
                tuned,
                probe,
                gain,
                standardError);
    }
}
