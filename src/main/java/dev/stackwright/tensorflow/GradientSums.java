package dev.stackwright.tensorflow;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Gradients added up over the parts of a batch. The parts fit the processor's cache and little memory, and the sum is
 * that of the whole batch.
 */
public final class GradientSums {

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
        Ops after =
                tf.withControlDependencies(tf.withControlDependencies(readers).noOp());
        List<Op> clearings = new ArrayList<>();
        sums.forEach(sum -> clearings.add(after.assign(sum, Variables.filled(tf, sum.shape(), 0))));
        return clearings;
    }
}
