package dev.stackwright.tensorflow;

import dev.stackwright.network.BatchNorm;
import dev.stackwright.network.FloatArray;
import dev.stackwright.tensorflow.LayerOutput.Convolution;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * Layers for training with batch norm frozen: kernels are variables, each times the constant factor of the batch norm
 * after it; statistics, gamma and beta are not trained. No batch norm is left in a step: the product is as small as the
 * kernel.
 */
public final class FrozenNormLayers extends VariableLayers {

    private final Function<String, FloatArray> weights;
    private final Map<String, Folded> folded;

    private record Folded(Operand<TFloat32> kernel, Operand<TFloat32> shift) {}

    public FrozenNormLayers(Ops tf, Variables variables, Function<String, FloatArray> weights) {
        super(tf, variables);
        this.weights = weights;
        this.folded = new HashMap<>();
    }

    private FrozenNormLayers(Ops tf, FrozenNormLayers drawn) {
        super(tf, drawn.variables);
        this.weights = drawn.weights;
        this.folded = drawn.folded;
    }

    /** To draw the same once more, under another name scope: what is folded already is shared. */
    public FrozenNormLayers again(Ops tf) {
        return new FrozenNormLayers(tf, this);
    }

    @Override
    Operand<TFloat32> normalised(Convolution convolution, String norm, BatchNorm settings) {
        Folded ready = folded.computeIfAbsent(norm, n -> fold(convolution, FoldedNorm.of(norm, settings, weights)));
        return tf.nn.biasAdd(convolve(convolution, ready.kernel), ready.shift);
    }

    private Folded fold(Convolution convolution, FoldedNorm constants) {
        String name = convolution.kernel();
        FloatArray vector = FoldedNorm.vector(constants.factor());
        // along the last axis of [h, w, in, out], along the last but one of [h, w, channels, 1]
        long[] shape = convolution.depthwise() ? new long[] {vector.shape()[0], 1} : vector.shape();
        Operand<TFloat32> factor = Tensors.constant(tf, new FloatArray(shape, vector.values()));
        Variable<TFloat32> variable = variables.named(name);
        Operand<TFloat32> product = tf.math.mul(variable, factor);
        return new Folded(
                train(new Trained(name, variable, product, factor)),
                Tensors.constant(tf, FoldedNorm.vector(constants.shift())));
    }
}
