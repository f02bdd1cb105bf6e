package dev.stackwright.tensorflow;

import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * An exponential moving average of trained variables (Polyak and Juditsky, 1992), which starts where they do. As TensorFlow's
 * {@code ExponentialMovingAverage(0.999, num_updates)} it follows closely at first.
 */
final class MovingAverage {

    /** Of nothing. */
    static final MovingAverage NONE = new MovingAverage(List.of(), List.of());

    private final List<Variable<TFloat32>> variables;
    private final List<Variable<TFloat32>> averages;

    private MovingAverage(List<Variable<TFloat32>> variables, List<Variable<TFloat32>> averages) {
        this.variables = variables;
        this.averages = averages;
    }

    MovingAverage(Variables all, List<Trained> trained) {
        this(
                trained.stream().map(Trained::variable).toList(),
                trained.stream()
                        .map(one -> all.copy(one.name() + "/average", one.name()))
                        .toList());
    }

    /** How far it goes towards the variables after a step, counted from 1: 1 − min(0.999, (1 + t) / (10 + t)). */
    static double rate(long step) {
        return 1 - Math.min(0.999, (1.0 + step) / (10.0 + step));
    }

    /** Ops that go towards the variables when {@code updates} have moved these. */
    List<Op> follow(Ops tf, List<Op> updates, Operand<TFloat32> rate) {
        Ops after = tf.withControlDependencies(updates);
        List<Op> moves = new ArrayList<>();
        for (int i = 0; i < averages.size(); i++) {
            Variable<TFloat32> average = averages.get(i);
            moves.add(after.assignAdd(average, after.math.mul(after.math.sub(variables.get(i), average), rate)));
        }
        return moves;
    }

    /** Ops that give the variables their averages. */
    List<Op> taken(Ops tf) {
        List<Op> taken = new ArrayList<>();
        for (int i = 0; i < averages.size(); i++) {
            taken.add(tf.assign(variables.get(i), averages.get(i)));
        }
        return taken;
    }
}
