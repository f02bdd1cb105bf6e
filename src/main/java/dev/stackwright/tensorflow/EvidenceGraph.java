package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FloatArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;

/**
 * What each place of a member's last feature map adds to the member's logits and, through the stack, to the ensemble's: {@link
 * dev.stackwright.ensemble.Evidence}, float32 {@code [n, size, size, labels]}. Nothing of it is computed unless it is
 * fetched.
 */
final class EvidenceGraph {

    private final Ops tf;
    private final EnsembleModel model;
    private final int labels;

    EvidenceGraph(Ops tf, EnsembleModel model) {
        this.tf = tf;
        this.model = model;
        this.labels = model.labels().count();
    }

    /**
     * Of each member, then of each member through the stack.
     *
     * @param maps last feature maps {@code [n, size, size, channels]}
     * @param members probabilities {@code [n, labels]}
     * @param hidden the first layer of a dense stack, {@code [n, units]}; null for other stacks
     */
    List<Operand<TFloat32>> draw(
            List<Operand<TFloat32>> maps, List<Operand<TFloat32>> members, @Nullable Operand<TFloat32> hidden) {
        List<Operand<TFloat32>> own = new ArrayList<>();
        List<Operand<TFloat32>> parts = new ArrayList<>();
        int before = 0;
        for (int m = 0; m < maps.size(); m++) {
            var head = model.members().get(m).head();
            FloatArray kernel = new FloatArray(new long[] {head.channels(), head.columns()}, head.kernel());
            own.add(tf.withName(ModelFormat.EVIDENCE + m)
                    .identity(labelled(product(maps.get(m), Tensors.constant(tf, kernel)), head.columns())));
            parts.add(tf.withName(ModelFormat.PART + m)
                    .identity(part(m, maps.get(m), own.get(m), members.get(m), before, hidden)));
            before += head.channels();
        }
        own.addAll(parts);
        return own;
    }

    private Operand<TFloat32> part(
            int m,
            Operand<TFloat32> map,
            Operand<TFloat32> own,
            Operand<TFloat32> probabilities,
            int before,
            @Nullable Operand<TFloat32> hidden) {
        Stack stack = model.stack();
        if (stack instanceof Stack.Mean) {
            return times(own, 1f / model.members().size());
        }
        if (stack instanceof Stack.Greedy greedy) {
            return times(own, greedy.weights().get(m).floatValue());
        }
        if (stack instanceof Stack.NonNegative linear) {
            return times(own, linear.weights().get(m).floatValue());
        }
        if (stack instanceof Stack.ConcatenatedFeatures head) {
            return product(
                    map,
                    rows(head.kernel(), before, model.members().get(m).head().channels()));
        }
        if (stack instanceof Stack.Dense dense && hidden != null) {
            return through(own, rows(dense.kernel1(), m * labels, labels), hidden, dense.kernel2());
        }
        if (stack instanceof Stack.DenseOnProbabilities dense && hidden != null) {
            Operand<TFloat32> soft = softened(own, probabilities);
            return labels == 2
                    ? through(second(soft), rows(dense.kernel1(), m, 1), hidden, dense.kernel2())
                    : through(soft, rows(dense.kernel1(), m * labels, labels), hidden, dense.kernel2());
        }
        throw new IllegalArgumentException(
                "unknown kind of stack " + stack.getClass().getName());
    }

    private Operand<TFloat32> times(Operand<TFloat32> values, float factor) {
        return tf.math.mul(values, tf.constant(factor));
    }

    /** Through the two layers of a dense stack, with the units that this image turns on. */
    private Operand<TFloat32> through(
            Operand<TFloat32> input, Operand<TFloat32> kernel1, Operand<TFloat32> hidden, float[][] kernel2) {
        Operand<TFloat32> passed = tf.math.mul(product(input, kernel1), everywhere(tf.math.sign(hidden)));
        return labelled(product(passed, rows(kernel2, 0, kernel2.length)), kernel2[0].length);
    }

    /** The derivative of a softmax, applied: p · (e − Σ p e). */
    private Operand<TFloat32> softened(Operand<TFloat32> evidence, Operand<TFloat32> probabilities) {
        Operand<TFloat32> p = everywhere(probabilities);
        Operand<TFloat32> mean = tf.sum(tf.math.mul(p, evidence), tf.constant(3), Sum.keepDims(true));
        return tf.math.mul(p, tf.math.sub(evidence, mean));
    }

    private Operand<TFloat32> second(Operand<TFloat32> values) {
        return tf.slice(values, tf.constant(new int[] {0, 0, 0, 1}), tf.constant(new int[] {-1, -1, -1, 1}));
    }

    /** {@code [n, width]} → {@code [n, 1, 1, width]}. */
    private Operand<TFloat32> everywhere(Operand<TFloat32> rows) {
        return tf.expandDims(tf.expandDims(rows, tf.constant(1)), tf.constant(1));
    }

    /** The one column of a sigmoid unit speaks half for the second label and half against the first. */
    private Operand<TFloat32> labelled(Operand<TFloat32> values, int columns) {
        return columns == labels ? values : tf.concat(List.of(times(values, -.5f), times(values, .5f)), tf.constant(3));
    }

    private Operand<TFloat32> product(Operand<TFloat32> places, Operand<TFloat32> kernel) {
        long in = kernel.shape().get(0);
        long out = kernel.shape().get(1);
        return tf.nn.conv2d(
                places, tf.reshape(kernel, tf.constant(new long[] {1, 1, in, out})), List.of(1L, 1L, 1L, 1L), "VALID");
    }

    private Operand<TFloat32> rows(float[][] kernel, int from, int count) {
        return Tensors.constant(tf, FloatArray.rows(kernel, from, count));
    }
}
