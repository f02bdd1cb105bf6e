package dev.stackwright.tensorflow;

import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * AdamW: Adam (Kingma and Ba, 2015, arXiv 1412.6980, section 2: "just before Section 2.1") as Keras has it: with
 * {@code α = rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ)} each weight moves by {@code −α · m / (√v + ε)};
 * before that, kernels lose {@code rate · decay} of themselves (Loshchilov and Hutter, Decoupled Weight Decay
 * Regularization, arXiv 1711.05101; Keras' {@code AdamW}).
 */
public final class Adam {

    private static final double BETA1 = 0.9;
    private static final double BETA2 = 0.999;
    private static final double EPSILON = 1e-7;

    private Adam() {}

    /** α of a step, in double: in float32, 1 − β₂ᵗ loses four digits at first. {@code step} counts from 1. */
    public static double rate(double learningRate, long step) {
        return learningRate * Math.sqrt(1 - Math.pow(BETA2, (double) step)) / (1 - Math.pow(BETA1, (double) step));
    }

    /**
     * One update for each variable. No variable moves before all gradients are there, as backpropagation may read the
     * variables too.
     *
     * @param rate scalar, {@link #rate}
     * @param decay scalar, the learning rate times the share of a kernel that decays; null for none
     */
    public static List<Op> updates(
            Ops tf,
            Variables variables,
            List<Trained> trained,
            List<Operand<TFloat32>> gradients,
            Operand<TFloat32> rate,
            @Nullable Operand<TFloat32> decay) {
        Ops after = tf.withControlDependencies(
                tf.withControlDependencies(new ArrayList<Op>(gradients)).noOp());
        Operand<TFloat32> none = tf.constant(0f);
        Operand<TFloat32> beta1 = tf.constant((float) BETA1);
        Operand<TFloat32> beta2 = tf.constant((float) BETA2);
        Operand<TFloat32> epsilon = tf.constant((float) EPSILON);
        List<Op> updates = new ArrayList<>();
        for (int i = 0; i < trained.size(); i++) {
            Trained one = trained.get(i);
            Variable<TFloat32> variable = one.variable();
            Variable<TFloat32> mean = variables.slot(one.name() + "/adam_m", variable.shape());
            Variable<TFloat32> square = variables.slot(one.name() + "/adam_v", variable.shape());
            Ops decayed = decay == null || !one.decays()
                    ? after
                    // less a share of itself: "down its own slope" does that in one operation
                    : tf.withControlDependencies(
                            after.train.applyGradientDescent(variable, share(tf, decay, one.rate()), variable));
            // powers of zero: the correction for the first steps is in the rate
            updates.add(decayed.train.applyAdam(
                    variable,
                    mean,
                    square,
                    none,
                    none,
                    share(tf, rate, one.rate()),
                    beta1,
                    beta2,
                    epsilon,
                    gradients.get(i)));
        }
        return updates;
    }

    private static Operand<TFloat32> share(Ops tf, Operand<TFloat32> of, double share) {
        return share == 1 ? of : tf.math.mul(of, tf.constant((float) share));
    }
}
