package dev.stackwright.tensorflow;

import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** How gradients move the weights of one graph: clipping, {@link Adam}, {@link MovingAverage}. */
final class WeightUpdates {

    private final Ops tf;
    private final Variables variables;
    private final List<Trained> trained;
    private final Optimizer optimizer;
    private final Operand<TFloat32> rate;
    private final Operand<TFloat32> decay;
    private final Operand<TFloat32> averageRate;
    private final MovingAverage average;

    WeightUpdates(
            Ops tf,
            Variables variables,
            List<Trained> trained,
            Optimizer optimizer,
            Operand<TFloat32> rate,
            Operand<TFloat32> decay,
            Operand<TFloat32> averageRate) {
        this.tf = tf;
        this.variables = variables;
        this.trained = trained;
        this.optimizer = optimizer;
        this.rate = rate;
        this.decay = decay;
        this.averageRate = averageRate;
        this.average = optimizer.averaged() ? new MovingAverage(variables, trained) : MovingAverage.NONE;
    }

    /** With rates that grow from {@code first} at the image to 1 at the last layer, each by the same factor. */
    static List<Trained> byDepth(List<Trained> layers, double first) {
        List<Trained> all = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            all.add(layers.get(i).atRate(Math.pow(first, 1 - (i + 1.0) / layers.size())));
        }
        return all;
    }

    /**
     * One step.
     *
     * @param gradients one for each that is trained
     * @param norm their global norm
     */
    List<Op> by(List<Operand<TFloat32>> gradients, Operand<TFloat32> norm) {
        List<Operand<TFloat32>> clipped = Gradients.clipped(tf, gradients, norm, optimizer.clipNorm());
        List<Op> updates =
                Adam.updates(tf, variables, trained, clipped, rate, optimizer.weightDecay() > 0 ? decay : null);
        List<Op> moves = new ArrayList<>(updates);
        moves.addAll(average.follow(tf, updates, averageRate));
        return moves;
    }

    /** Gives the variables their moving average. */
    List<Op> takeAverage() {
        return average.taken(tf);
    }

    /**
     * An exponential moving average of trained variables (Polyak and Juditsky, 1992), which starts where they do. As TensorFlow's
     * {@code ExponentialMovingAverage(0.999, num_updates)} it follows closely at first.
     */
    static final class MovingAverage {

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
}
