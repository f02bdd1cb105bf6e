package dev.stackwright.train.finetune;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.tensorflow.TrainableNetwork.Augmentation;
import dev.stackwright.train.SeedSequence;
import java.util.Random;

/**
 * How an image is changed in an epoch: decided by seed, epoch and the image's path alone, so that a run can be repeated
 * whatever the order of images. Pure.
 */
final class Augmenter {

    private final boolean flip;
    private final int most;
    private final long seed;

    Augmenter(FineTuneSettings settings, ImageSpec spec, long seed) {
        this.flip = settings.flip();
        this.most = (int) Math.round(settings.maxShift() * spec.size());
        this.seed = seed;
    }

    Augmentation of(int epoch, String path) {
        Random random = SeedSequence.of(seed, path, epoch);
        boolean mirrored = flip && random.nextBoolean();
        return new Augmentation(mirrored, shift(random), shift(random));
    }

    private int shift(Random random) {
        return random.nextInt(2 * most + 1) - most;
    }
}
