package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FloatArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Each kind of {@link Stack} as float32 operations. Members' outputs are {@code [n, …]}, in manifest order. */
final class StackGraph {

    private final Ops tf;
    private final int labels;
    private final List<Operand<TFloat32>> features;
    private final List<Operand<TFloat32>> logits;
    private @Nullable Operand<TFloat32> hidden;

    /**
     * @param features of each member, {@code [n, channels]}
     * @param logits of each member, {@code [n, labels]}
     */
    StackGraph(Ops tf, int labels, List<Operand<TFloat32>> features, List<Operand<TFloat32>> logits) {
        this.tf = tf;
        this.labels = labels;
        this.features = List.copyOf(features);
        this.logits = List.copyOf(logits);
    }

    /** The ensemble's logits {@code [n, labels]}, before temperature. */
    Operand<TFloat32> logits(Stack stack) {
        if (stack instanceof Stack.Mean) {
            int members = logits.size();
            return tf.math.mul(tf.math.addN(logits), tf.constant((float) (1.0 / members)));
        }
        if (stack instanceof Stack.Greedy greedy) {
            return weighted(greedy.weights());
        }
        if (stack instanceof Stack.NonNegative nonNegative) {
            return plus(weighted(nonNegative.weights()), floats(nonNegative.bias()));
        }
        if (stack instanceof Stack.ConcatenatedFeatures head) {
            return dense(sideBySide(features), head.kernel(), head.bias());
        }
        if (stack instanceof Stack.Dense dense) {
            hidden = tf.nn.relu(dense(sideBySide(logits), dense.kernel1(), dense.bias1()));
            return dense(hidden, dense.kernel2(), dense.bias2());
        }
        if (stack instanceof Stack.DenseOnProbabilities dense) {
            hidden = tf.nn.relu(dense(sideBySide(probabilities()), dense.kernel1(), dense.bias1()));
            Operand<TFloat32> columns = dense(hidden, dense.kernel2(), dense.bias2());
            return labels == 2 ? SigmoidUnit.logits(tf, columns) : columns;
        }
        throw new IllegalArgumentException(
                "unknown kind of stack " + stack.getClass().getName());
    }

    /** The first layer {@code [n, units]} of a dense stack that was drawn; null for others. */
    @Nullable
    Operand<TFloat32> hidden() {
        return hidden;
    }

    /** Of each member: for two labels that of the second, {@code [n, 1]}, else all. */
    private List<Operand<TFloat32>> probabilities() {
        List<Operand<TFloat32>> probabilities = new ArrayList<>();
        for (Operand<TFloat32> of : logits) {
            Operand<TFloat32> softmax = tf.nn.softmax(of);
            probabilities.add(
                    labels == 2
                            ? tf.slice(softmax, tf.constant(new int[] {0, 1}), tf.constant(new int[] {-1, 1}))
                            : softmax);
        }
        return probabilities;
    }

    private Operand<TFloat32> weighted(List<Double> weights) {
        List<Operand<TFloat32>> terms = new ArrayList<>();
        for (int m = 0; m < logits.size(); m++) {
            terms.add(tf.math.mul(logits.get(m), tf.constant(weights.get(m).floatValue())));
        }
        return tf.math.addN(terms);
    }

    private Operand<TFloat32> sideBySide(List<Operand<TFloat32>> outputs) {
        return outputs.size() == 1 ? outputs.get(0) : tf.concat(outputs, tf.constant(-1));
    }

    private Operand<TFloat32> dense(Operand<TFloat32> input, float[][] kernel, float[] bias) {
        return plus(tf.linalg.matMul(input, Tensors.constant(tf, FloatArray.of(kernel))), bias);
    }

    private Operand<TFloat32> plus(Operand<TFloat32> input, float[] bias) {
        return tf.nn.biasAdd(input, vector(bias));
    }

    private Operand<TFloat32> vector(float[] values) {
        return Tensors.constant(tf, new FloatArray(new long[] {values.length}, values));
    }

    private static float[] floats(List<Double> values) {
        float[] floats = new float[values.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = values.get(i).floatValue();
        }
        return floats;
    }
}
