package dev.stackwright.tensorflow;

import dev.stackwright.tensorflow.TrainableNetwork.Augmentation;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ImageProjectiveTransformV3;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/** Flips and shifts inside a graph, on whole pixels; what comes in from outside is the image reflected at its edge. */
final class Augmenting {

    /** Values that describe one image's transform. */
    static final int WIDTH = 8;

    private Augmenting() {}

    /** @param transforms float32 {@code [n, 8]}, by {@link #transforms} */
    static Operand<TUint8> augmented(Ops tf, Operand<TUint8> pixels, Operand<TFloat32> transforms, int size) {
        return tf.image.imageProjectiveTransformV3(
                pixels,
                transforms,
                tf.constant(new int[] {size, size}),
                tf.constant(0f),
                "NEAREST",
                ImageProjectiveTransformV3.fillMode("REFLECT"));
    }

    /** Output (x, y) is read from input (a₀x + a₁y + a₂, b₀x + b₁y + b₂), for each image a₀ a₁ a₂ b₀ b₁ b₂ 0 0. */
    static float[] transforms(Augmentation[] augmentations, int size) {
        float[] all = new float[augmentations.length * WIDTH];
        for (int i = 0; i < augmentations.length; i++) {
            Augmentation a = augmentations[i];
            int at = i * WIDTH;
            all[at] = a.flip() ? -1 : 1;
            all[at + 2] = a.flip() ? size - 1 + a.dx() : -a.dx();
            all[at + 4] = 1;
            all[at + 5] = -a.dy();
        }
        return all;
    }
}
