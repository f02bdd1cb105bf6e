package dev.stackwright.tensorflow;

import dev.stackwright.image.PixelBatch;

/**
 * What one step takes: images, the index of each one's label, and how each is changed. Where images are mixed, each is
 * followed by the one that it is mixed with, which has a label and a change of its own. Arrays are not copied.
 *
 * @param mixings one for each two images, or empty where none is mixed
 */
@SuppressWarnings("ArrayRecordComponent") // large, used once and never compared
public record TrainingBatch(PixelBatch pixels, int[] labels, Augmentation[] augmentations, Mixing[] mixings) {

    public TrainingBatch {
        if (labels.length != pixels.count() || augmentations.length != pixels.count()) {
            throw new IllegalArgumentException("expected a label and an augmentation for each of " + pixels.count()
                    + " images, found " + labels.length + " and " + augmentations.length);
        }
        if (mixings.length != 0 && 2 * mixings.length != labels.length) {
            throw new IllegalArgumentException(
                    "expected no mixing, or one for each two of " + labels.length + " images, found " + mixings.length);
        }
    }

    /** Of images that are not mixed. */
    public TrainingBatch(PixelBatch pixels, int[] labels, Augmentation[] augmentations) {
        this(pixels, labels, augmentations, new Mixing[0]);
    }

    /** Images that the loss is of. */
    public int images() {
        return labels.length / each();
    }

    /** How many become one. */
    int each() {
        return mixings.length == 0 ? 1 : 2;
    }
}
