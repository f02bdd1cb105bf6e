package dev.stackwright.train.finetune;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.tensorflow.Augmentation;
import dev.stackwright.train.SeedSequence;
import java.util.Random;

/**
 * How an image is changed in an epoch: decided by seed, epoch and the image's path alone, so that a run can be repeated
 * whatever the order of images and the parts of a batch. Pure.
 */
final class Augmenter {

    /** As long as one edge at most of the other (Szegedy et al., Going deeper with convolutions, section 6). */
    private static final double WIDEST = 4.0 / 3;

    private static final int TRIES = 10;

    private final FineTuneSettings.Augmentation settings;
    private final long seed;

    Augmenter(FineTuneSettings.Augmentation settings, long seed) {
        this.settings = settings;
        this.seed = seed;
    }

    Augmentation of(int epoch, String path) {
        Random random = SeedSequence.of(seed, path, epoch);
        boolean flip = settings.flip() && random.nextBoolean();
        Augmentation whole = Augmentation.NONE;
        double[] box = settings.crop() < 1
                ? box(random)
                : new double[] {whole.left(), whole.top(), whole.width(), whole.height()};
        return new Augmentation(flip, box[0], box[1], box[2], box[3], factor(random), factor(random), factor(random));
    }

    /** Area uniform, ratio of edges uniform in its logarithm, place uniform; what does not fit is drawn again. */
    private double[] box(Random random) {
        for (int i = 0; i < TRIES; i++) {
            double area = settings.crop() + (1 - settings.crop()) * random.nextDouble();
            double ratio = Math.exp((2 * random.nextDouble() - 1) * Math.log(WIDEST));
            double width = Math.sqrt(area * ratio);
            double height = Math.sqrt(area / ratio);
            if (width <= 1 && height <= 1) {
                return new double[] {
                    (1 - width) * random.nextDouble(), (1 - height) * random.nextDouble(), width, height
                };
            }
        }
        return new double[] {0, 0, 1, 1};
    }

    private double factor(Random random) {
        return settings.colour() == 0 ? 1 : 1 + (2 * random.nextDouble() - 1) * settings.colour();
    }
}
