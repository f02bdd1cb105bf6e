package dev.stackwright.tensorflow;

import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Derivatives of a loss by trained variables, and their clipping. */
public final class Gradients {

    private Gradients() {}

    /** One for each variable, in its shape. */
    public static List<Operand<TFloat32>> of(Ops tf, Operand<TFloat32> loss, List<Trained> trained) {
        org.tensorflow.op.core.Gradients raw =
                tf.gradients(loss, trained.stream().map(Trained::target).toList());
        List<Operand<TFloat32>> gradients = new ArrayList<>();
        for (int i = 0; i < trained.size(); i++) {
            Operand<TFloat32> gradient = raw.dy(i);
            Operand<TFloat32> factor = trained.get(i).factor();
            gradients.add(factor == null ? gradient : tf.math.mul(gradient, factor));
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
     * Gradients added up over the parts of a batch. The parts fit the processor's cache and little memory, and the sum is
     * that of the whole batch.
     */
    public static final class GradientSums {

        private final Ops tf;
        private final List<Variable<TFloat32>> sums = new ArrayList<>();

        public GradientSums(Ops tf, Variables variables, List<Trained> trained) {
            this.tf = tf;
            for (Trained one : trained) {
                sums.add(variables.zeros(one.name() + "/sum", one.variable().shape()));
            }
        }

        /** Adds one part's gradients. */
        public List<Op> add(List<Operand<TFloat32>> gradients) {
            List<Op> additions = new ArrayList<>();
            for (int i = 0; i < sums.size(); i++) {
                additions.add(tf.assignAdd(sums.get(i), gradients.get(i)));
            }
            return additions;
        }

        public List<Operand<TFloat32>> values() {
            return new ArrayList<>(sums);
        }

        /** Sets the sums back to zero when all that read them have done so. */
        public List<Op> clearAfter(List<Op> readers) {
            Ops after = tf.withControlDependencies(
                    tf.withControlDependencies(readers).noOp());
            List<Op> clearings = new ArrayList<>();
            sums.forEach(sum -> clearings.add(after.assign(sum, Variables.filled(tf, sum.shape(), 0))));
            return clearings;
        }
    }
}
