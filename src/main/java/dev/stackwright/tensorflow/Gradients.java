package dev.stackwright.tensorflow;

import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

/** Derivatives of a loss by trained variables, and their clipping. */
public final class Gradients {

    private static final Map<String, String> ACTIVATIONS = Map.of("ReluGrad", "Relu", "Relu6Grad", "Relu6");

    private Gradients() {}

    /** One for each variable, in its shape. */
    public static List<Operand<TFloat32>> of(Ops tf, Operand<TFloat32> loss, List<Trained> trained) {
        return byVariable(tf, byTarget(tf, loss, trained), trained);
    }

    /** One for each {@link Trained#target}. */
    static List<Operand<TFloat32>> byTarget(Ops tf, Operand<TFloat32> loss, List<Trained> trained) {
        org.tensorflow.op.core.Gradients raw =
                tf.gradients(loss, trained.stream().map(Trained::target).toList());
        List<Operand<TFloat32>> gradients = new ArrayList<>();
        for (int i = 0; i < trained.size(); i++) {
            gradients.add(raw.dy(i));
        }
        return gradients;
    }

    /** Of gradients by target, or sums of such, those by variable. */
    static List<Operand<TFloat32>> byVariable(Ops tf, List<Operand<TFloat32>> byTarget, List<Trained> trained) {
        List<Operand<TFloat32>> gradients = new ArrayList<>();
        for (int i = 0; i < trained.size(); i++) {
            Operand<TFloat32> factor = trained.get(i).factor();
            gradients.add(factor == null ? byTarget.get(i) : tf.math.mul(byTarget.get(i), factor));
        }
        return gradients;
    }

    /** The square root of the sum of all squares. */
    public static Operand<TFloat32> globalNorm(Ops tf, List<Operand<TFloat32>> gradients) {
        List<Operand<TFloat32>> halves = new ArrayList<>();
        gradients.forEach(gradient -> halves.add(tf.nn.l2Loss(gradient)));
        return tf.math.sqrt(tf.math.mul(tf.constant(2f), tf.math.addN(halves)));
    }

    /**
     * Scaled together to a global norm of at most {@code clipNorm} (Pascanu et al., 2013, arXiv 1211.5063).
     *
     * @param norm their {@link #globalNorm}
     */
    public static List<Operand<TFloat32>> clipped(
            Ops tf, List<Operand<TFloat32>> gradients, Operand<TFloat32> norm, double clipNorm) {
        if (Double.isInfinite(clipNorm)) {
            return gradients;
        }
        Operand<TFloat32> limit = tf.constant((float) clipNorm);
        Operand<TFloat32> scale = tf.math.div(limit, tf.math.maximum(norm, limit));
        List<Operand<TFloat32>> scaled = new ArrayList<>();
        gradients.forEach(gradient -> scaled.add(tf.math.mul(gradient, scale)));
        return scaled;
    }

    /**
     * Gradients by target, added up over the parts of a batch. The parts fit the processor's cache and little memory, and
     * the sum is that of the whole batch. Sums take memory from the first part on.
     */
    static final class GradientSums {

        private final Ops tf;
        private final List<Variable<TFloat32>> sums = new ArrayList<>();

        GradientSums(Ops tf, Variables variables, List<Trained> trained) {
            this.tf = tf;
            for (Trained one : trained) {
                sums.add(variables.scratch(one.name() + "/sum", one.variable().shape()));
            }
        }

        /** Begins with the first part's gradients. */
        List<Op> set(List<Operand<TFloat32>> gradients) {
            List<Op> sets = new ArrayList<>();
            for (int i = 0; i < sums.size(); i++) {
                sets.add(tf.assign(sums.get(i), gradients.get(i)));
            }
            return sets;
        }

        /** Adds another part's gradients. */
        List<Op> add(List<Operand<TFloat32>> gradients) {
            List<Op> additions = new ArrayList<>();
            for (int i = 0; i < sums.size(); i++) {
                additions.add(tf.assignAdd(sums.get(i), gradients.get(i)));
            }
            return additions;
        }

        List<Operand<TFloat32>> values() {
            return new ArrayList<>(sums);
        }
    }

    /**
     * Lets the gradients of ReLU and ReLU6 read the activation's output, as TensorFlow's gradients in Python do; those of
     * its C++ library, which TensorFlow Java calls, read the input. Both agree on where a gradient passes, to the last bit:
     * max(x, 0) &gt; 0 where x &gt; 0, and 0 &lt; min(max(x, 0), 6) &lt; 6 where 0 &lt; x &lt; 6. With one reader less, the sum
     * before the activation is fused with its convolution and need not be kept until the backward pass.
     *
     * @return the same graph, where each of these gradients reads the output of the activation that it belongs to
     */
    static GraphDef byOutputs(GraphDef drawn) {
        Map<String, String> outputs = new HashMap<>();
        for (NodeDef node : drawn.getNodeList()) {
            if (ACTIVATIONS.containsValue(node.getOp())) {
                outputs.putIfAbsent(node.getOp() + " of " + node.getInput(0), node.getName());
            }
        }
        GraphDef.Builder changed = drawn.toBuilder();
        for (NodeDef.Builder node : changed.getNodeBuilderList()) {
            String activation = ACTIVATIONS.get(node.getOp());
            if (activation != null) {
                String output = outputs.get(activation + " of " + node.getInput(1));
                if (output == null) {
                    throw new IllegalStateException(node.getName() + ": expected an " + activation + " of "
                            + node.getInput(1) + ", found none");
                }
                node.setInput(1, output);
            }
        }
        return changed.build();
    }
}
