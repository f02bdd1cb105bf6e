package dev.stackwright.train.finetune;

import dev.stackwright.train.TrainedMember.TrainingHistory;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * A network after training.
 *
 * @param tuned as the last epoch left it
 * @param learningRate at its highest
 * @param epochs each of them
 * @param pace of all its steps
 */
public record FineTuneResult(
        WeightMix tuned, int steps, double learningRate, List<TrainingHistory.Epoch> epochs, Pace pace) {

    public FineTuneResult {
        epochs = List.copyOf(epochs);
    }

    /**
     * How fast the steps of a training went.
     *
     * @param images that went through a step, each as often as it did
     * @param trained from the first to the last of the steps, without what measures an epoch
     */
    public record Pace(long images, Duration trained) {

        public static final Pace NONE = new Pace(0, Duration.ZERO);

        public Pace plus(Pace other) {
            return new Pace(images + other.images, trained.plus(other.trained));
        }

        /** Images in a second; 0 where nothing was trained. */
        public double imagesPerSecond() {
            return trained.isZero() ? 0 : images / (trained.toNanos() / 1e9);
        }

        /** For people, e.g. {@code 41.3 images/s}. */
        public String text() {
            return String.format(Locale.ROOT, "%.1f images/s", imagesPerSecond());
        }
    }
}
