package dev.stackwright.tensorflow;

import dev.stackwright.network.FineTuneSettings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** Flips, crops, changes of colour, and mixtures of two images, inside a graph. */
final class Augmenting {

    /** Values that describe one image's transform. */
    static final int WIDTH = 8;

    /** Values that describe one image's change of colour. */
    static final int COLOURS = 3;

    /** Values that describe how two images become one. */
    static final int MIXES = 7;

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

    /**
     * Colours changed and images mixed, as far as the settings ask for it.
     *
     * @param values {@code [n, size, size, 3]} float32 RGB, 0 to 255, or {@code [2n, …]} where images are mixed
     */
    static Operand<TFloat32> changed(
            Ops tf,
            FineTuneSettings.Augmentation settings,
            Operand<TFloat32> values,
            Operand<TFloat32> colours,
            Operand<TFloat32> mixes,
            int size) {
        Operand<TFloat32> changed = settings.colour() > 0 ? coloured(tf, values, colours) : values;
        return settings.mixes() ? mixed(tf, changed, mixes, size) : changed;
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

    /**
     * Each two images mixed.
     *
     * @param values {@code [2n, size, size, 3]}
     * @param mixes float32 {@code [n, 7]}, by {@link #mixes}
     * @return {@code [n, size, size, 3]}
     */
    static Operand<TFloat32> mixed(Ops tf, Operand<TFloat32> values, Operand<TFloat32> mixes, int size) {
        List<Operand<TFloat32>> both = pairs(tf, tf.reshape(values, tf.constant(new int[] {-1, 2, size, size, 3})));
        float[] middles = new float[size];
        for (int i = 0; i < size; i++) {
            middles[i] = (i + 0.5f) / size;
        }
        Operand<TFloat32> across = within(tf, tf.constant(middles), mixes, 0, new int[] {1, 1, size, 1});
        Operand<TFloat32> down = within(tf, tf.constant(middles), mixes, 1, new int[] {1, size, 1, 1});
        Operand<TFloat32> others =
                tf.math.mul(tf.math.mul(across, down), tf.math.sub(tf.constant(1f), column(tf, mixes, 4)));
        return tf.math.add(both.get(0), tf.math.mul(others, tf.math.sub(both.get(1), both.get(0))));
    }

    /** The first and the second of each two along the second axis. */
    static <T extends TType> List<Operand<T>> pairs(Ops tf, Operand<T> two) {
        return List.copyOf(tf.unstack(two, 2L, Unstack.axis(1L)).output());
    }

    /** 1 where a middle is in the box, else 0; {@code axis} 0 for across, 1 for down. */
    private static Operand<TFloat32> within(
            Ops tf, Operand<TFloat32> middles, Operand<TFloat32> mixes, int axis, int[] shape) {
        Operand<TFloat32> at = tf.reshape(middles, tf.constant(shape));
        return tf.dtypes.cast(
                tf.math.logicalAnd(
                        tf.math.greaterEqual(at, column(tf, mixes, axis)),
                        tf.math.less(at, column(tf, mixes, axis + 2))),
                TFloat32.class);
    }

    /**
     * Values for each mixing: left, top, right, bottom, share inside, what the label is of the mixed label as labels count in the
     * loss, and what it is of the image.
     */
    static float[] mixes(Mixing[] mixings, double[] labelShares) {
        float[] all = new float[mixings.length * MIXES];
        for (int i = 0; i < mixings.length; i++) {
            Mixing one = mixings[i];
            double[] values = {
                one.left(),
                one.top(),
                one.left() + one.width(),
                one.top() + one.height(),
                one.inside(),
                labelShares[i],
                one.share()
            };
            for (int column = 0; column < MIXES; column++) {
                all[i * MIXES + column] = (float) values[column];
            }
        }
        return all;
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
