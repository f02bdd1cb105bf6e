package dev.stackwright.tensorflow;

import dev.stackwright.network.FineTuneSettings;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The loss of a training graph: softmax cross-entropy, stable, of one target an image.
 *
 * @param losses {@code [n]}
 * @param correct scalar: images whose greatest logit is that of their label; of a mixed image the label that it has more of,
 *     whatever labels count in the loss
 */
record CrossEntropy(Operand<TFloat32> losses, Operand<TFloat32> correct) {

    /**
     * Draws it.
     *
     * @param logits {@code [n, labels]}
     * @param labels {@code [n]}, or {@code [2n]} where images are mixed
     * @param mixes by {@link Augmenting#mixes}; read where images are mixed
     */
    static CrossEntropy of(
            Ops tf,
            Operand<TFloat32> logits,
            Operand<TInt32> labels,
            Operand<TFloat32> mixes,
            FineTuneSettings settings) {
        int count = Math.toIntExact(logits.shape().get(1));
        float spread = (float) settings.labelSmoothing() / count;
        float own = (float) (1 - settings.labelSmoothing()) + spread;
        Operand<TFloat32> each = tf.oneHot(labels, tf.constant(count), tf.constant(own), tf.constant(spread));
        Operand<TFloat32> wanted = each;
        Operand<TInt32> truth = labels;
        if (settings.augmentation().mixes()) {
            List<Operand<TFloat32>> both =
                    Augmenting.pairs(tf, tf.reshape(each, tf.constant(new int[] {-1, 2, count})));
            wanted = mixed(tf, both, mixes, Augmenting.MIXES - 2);
            truth = tf.math.argMax(mixed(tf, both, mixes, Augmenting.MIXES - 1), tf.constant(1), TInt32.class);
        }
        Operand<TInt32> answers = tf.math.argMax(logits, tf.constant(1), TInt32.class);
        return new CrossEntropy(
                tf.nn.softmaxCrossEntropyWithLogits(logits, wanted).loss(),
                tf.sum(tf.dtypes.cast(tf.math.equal(answers, truth), TFloat32.class), tf.constant(0)));
    }

    /** Two targets as one, the first by the share that is in a column of {@code mixes}. */
    private static Operand<TFloat32> mixed(Ops tf, List<Operand<TFloat32>> both, Operand<TFloat32> mixes, int column) {
        Operand<TFloat32> first = tf.slice(mixes, tf.constant(new int[] {0, column}), tf.constant(new int[] {-1, 1}));
        return tf.math.add(
                tf.math.mul(both.get(0), first), tf.math.mul(both.get(1), tf.math.sub(tf.constant(1f), first)));
    }
}
