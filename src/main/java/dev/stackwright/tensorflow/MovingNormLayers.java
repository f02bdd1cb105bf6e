package dev.stackwright.tensorflow;

import dev.stackwright.network.BatchNorm;
import dev.stackwright.tensorflow.LayerOutput.Convolution;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Layers for inference between steps of {@link BatchNormLayers}: batch norm by the present moving statistics. */
public final class MovingNormLayers extends VariableLayers {

    public MovingNormLayers(Ops tf, Variables variables) {
        super(tf, variables);
    }

    @Override
    Operand<TFloat32> normalised(Convolution convolution, String norm, BatchNorm settings) {
        Operand<TFloat32> variance =
                tf.math.add(variables.named(norm + "/moving_variance"), tf.constant((float) settings.epsilon()));
        Operand<TFloat32> factor = tf.math.rsqrt(variance);
        if (settings.scaled()) {
            factor = tf.math.mul(factor, variables.named(norm + "/gamma"));
        }
        Operand<TFloat32> shift = tf.math.sub(
                variables.named(norm + "/beta"), tf.math.mul(variables.named(norm + "/moving_mean"), factor));
        Operand<TFloat32> along = convolution.depthwise() ? tf.expandDims(factor, tf.constant(-1)) : factor;
        Operand<TFloat32> kernel = tf.math.mul(variables.named(convolution.kernel()), along);
        return tf.nn.biasAdd(convolve(convolution, kernel), shift);
    }
}
