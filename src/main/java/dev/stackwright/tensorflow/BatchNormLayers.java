package dev.stackwright.tensorflow;

import dev.stackwright.network.BatchNorm;
import dev.stackwright.tensorflow.LayerOutput.Convolution;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * Layers for training with batch norm in training mode: each batch is normalised by its own statistics, gamma and beta
 * are trained, and {@link #updates()} moves the moving statistics (the variance by n / (n − 1), as TensorFlow's fused
 * batch norm has it). Draw it once.
 */
public final class BatchNormLayers extends VariableLayers {

    private final Operand<TFloat32> warmUp;
    private final List<Op> updates = new ArrayList<>();

    /**
     * @param warmUp scalar; an upper bound of the momentum, so that the first steps of training from nothing leave their
     *     mark on the moving statistics
     */
    public BatchNormLayers(Ops tf, Variables variables, Operand<TFloat32> warmUp) {
        super(tf, variables);
        this.warmUp = warmUp;
    }

    /** To be run with each training step. */
    public List<Op> updates() {
        return List.copyOf(updates);
    }

    @Override
    Operand<TFloat32> normalised(Convolution convolution, String norm, BatchNorm settings) {
        Operand<TFloat32> x = convolve(convolution, kernel(convolution.kernel()));
        Operand<TFloat32> beta = kernel(norm + "/beta");
        // not onesLike(beta): TensorFlow 2.18 has no gradient for that, and asks for those of all that beta leads to
        Operand<TFloat32> gamma = settings.scaled() ? kernel(norm + "/gamma") : Variables.filled(tf, beta.shape(), 1);
        Operand<TFloat32> unused = tf.constant(new float[0]);
        FusedBatchNorm<TFloat32, TFloat32> fused = tf.nn.fusedBatchNorm(
                x, gamma, beta, unused, unused, FusedBatchNorm.isTraining(true), FusedBatchNorm.epsilon((float)
                        settings.epsilon()));
        Operand<TFloat32> keep = tf.math.minimum(tf.constant((float) settings.momentum()), warmUp);
        Operand<TFloat32> rate = tf.math.sub(tf.constant(1f), keep);
        follow(variables.named(norm + "/moving_mean"), fused.batchMean(), rate);
        follow(variables.named(norm + "/moving_variance"), fused.batchVariance(), rate);
        return fused.y();
    }

    private void follow(Variable<TFloat32> moving, Operand<TFloat32> batch, Operand<TFloat32> rate) {
        updates.add(tf.assignSub(moving, tf.math.mul(tf.math.sub(moving, batch), rate)));
    }
}
