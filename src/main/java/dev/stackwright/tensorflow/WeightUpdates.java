package dev.stackwright.tensorflow;

import dev.stackwright.network.FineTuneSettings.Optimizer;
import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
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
}
