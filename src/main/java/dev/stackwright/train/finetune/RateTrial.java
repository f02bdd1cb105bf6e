package dev.stackwright.train.finetune;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.stacking.TemperatureFit;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Which peak of the learning rate a training takes: at each one a short training of its own on four fifths of the
 * training's images, along the same rise and fall, scored by the fifth that is left. Each training has its trial on its own
 * images, so that what it says of others stays honest. Where images are too few for a fifth, nothing is tried.
 *
 * @param training rows that are trained on
 * @param heldOut rows that score
 * @param steps of each
 */
@SuppressWarnings("ArrayRecordComponent") // used once
record RateTrial(List<Double> rates, int[] training, int[] heldOut, int steps) {

    private static final int PARTS = 5;

    /**
     * Of a training on {@code rows}.
     *
     * @param labels of the rows
     * @param copies of each row a number that its copies share
     */
    static RateTrial of(FineTuneSettings settings, int[] rows, int[] labels, int[] copies, long seed) {
        int classes = Arrays.stream(labels).max().orElse(0) + 1;
        StratifiedFolds parts =
                StratifiedFolds.stratified(labels, copies, classes, PARTS, SeedSequence.hash(seed, "rates"));
        return new RateTrial(
                settings.trialRates(),
                of(rows, parts.training(0)),
                of(rows, parts.heldOut(0)),
                settings.trialSteps(rows.length));
    }

    private static int[] of(int[] rows, int[] places) {
        return Arrays.stream(places).map(place -> rows[place]).toArray();
    }

    /**
     * The rate with the least loss, the lowest of equals.
     *
     * @param loss of a rate's training; infinite where it went astray
     * @param otherwise where there is nothing to choose
     */
    double best(ToDoubleFunction<Double> loss, double otherwise) {
        if (rates.isEmpty() || training.length == 0 || heldOut.length == 0) {
            return otherwise;
        }
        double best = rates.get(0);
        double least = Double.POSITIVE_INFINITY;
        for (double rate : rates) {
            double found = loss.applyAsDouble(rate);
            if (found < least) {
                best = rate;
                least = found;
            }
        }
        return best;
    }

    /** Log-loss at a temperature of its own, as in the choice between probe and fine-tuned. */
    static double score(Logits logits, int[] labels) {
        return Metrics.mean(Metrics.logLosses(
                logits, labels, TemperatureFit.fit(logits, labels).value()));
    }
}
