package dev.stackwright.tensorflow;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Flips, crops and changes of colour inside a graph. */
final class Augmenting {

    /** Values that describe one image's transform. */
    static final int WIDTH = 8;

    /** Values that describe one image's change of colour. */
    static final int COLOURS = 3;

    private Augmenting() {}

    /**
     * Flipped and cropped, the crop enlarged to the whole by bilinear interpolation.
     *
     * @param transforms float32 {@code [n, 8]}, by {@link #transforms}
     */
    static Operand<TUint8> augmented(Ops tf, Operand<TUint8> pixels, Operand<TFloat32> transforms, int size) {
        return tf.image.imageProjectiveTransformV3(
                pixels,
                transforms,
                tf.constant(new int[] {size, size}),
                tf.constant(0f),
                "BILINEAR",
                // half a pixel outside, where a crop touches the edge
                ImageProjectiveTransformV3.fillMode("NEAREST"));
    }

    /** Output (x, y) is read from input (a₀x + a₁y + a₂, b₀x + b₁y + b₂), for each image a₀ a₁ a₂ b₀ b₁ b₂ 0 0. */
    static float[] transforms(Augmentation[] augmentations, int size) {
        float[] all = new float[augmentations.length * WIDTH];
        for (int i = 0; i < augmentations.length; i++) {
            Augmentation a = augmentations[i];
            int at = i * WIDTH;
            // pixels lie at the middle of their squares
            all[at] = (float) (a.flip() ? -a.width() : a.width());
            all[at + 2] = (float) ((a.flip() ? a.left() + a.width() : a.left()) * size + 0.5 * (all[at] - 1));
            all[at + 4] = (float) a.height();
            all[at + 5] = (float) (a.top() * size + 0.5 * (a.height() - 1));
        }
        return all;
    }

    /**
     * Saturation, then contrast, then brightness, as torchvision's ColorJitter has them: away from each pixel's grey, away
     * from the image's mean grey, times; in the end cut to 0 to 255.
     *
     * @param values {@code [n, size, size, 3]} float32 RGB, 0 to 255
     * @param colours float32 {@code [n, 3]}, by {@link #colours}
     */
    static Operand<TFloat32> coloured(Ops tf, Operand<TFloat32> values, Operand<TFloat32> colours) {
        Operand<TFloat32> brightness = column(tf, colours, 0);
        Operand<TFloat32> contrast = column(tf, colours, 1);
        Operand<TFloat32> saturation = column(tf, colours, 2);
        // ITU-R BT.601
        Operand<TFloat32> grey = tf.sum(
                tf.math.mul(values, tf.constant(new float[] {0.299f, 0.587f, 0.114f})),
                tf.constant(-1),
                Sum.keepDims(true));
        Operand<TFloat32> saturated = tf.math.add(grey, tf.math.mul(tf.math.sub(values, grey), saturation));
        Operand<TFloat32> middle = tf.math.mean(grey, tf.constant(new int[] {1, 2, 3}), Mean.keepDims(true));
        Operand<TFloat32> contrasted = tf.math.add(middle, tf.math.mul(tf.math.sub(saturated, middle), contrast));
        return tf.clipByValue(tf.math.mul(contrasted, brightness), tf.constant(0f), tf.constant(255f));
    }

    private static Operand<TFloat32> column(Ops tf, Operand<TFloat32> colours, int column) {
        Operand<TFloat32> values =
                tf.slice(colours, tf.constant(new int[] {0, column}), tf.constant(new int[] {-1, 1}));
        return tf.reshape(values, tf.constant(new int[] {-1, 1, 1, 1}));
    }

    /** Factors for each image: brightness, contrast, saturation. */
    static float[] colours(Augmentation[] augmentations) {
        float[] all = new float[augmentations.length * COLOURS];
        for (int i = 0; i < augmentations.length; i++) {
            all[i * COLOURS] = (float) augmentations[i].brightness();
            all[i * COLOURS + 1] = (float) augmentations[i].contrast();
            all[i * COLOURS + 2] = (float) augmentations[i].saturation();
        }
        return all;
    }
}
