package dev.stackwright.graph;

import dev.stackwright.graph.Wire.Convolution;
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
    private final Map<String, Operand<TFloat32>> kernels;
    private final Map<String, Operand<TFloat32>> shifts;

    public FrozenNormLayers(Ops tf, Variables variables, Function<String, FloatArray> weights) {
        super(tf, variables);
        this.weights = weights;
        this.kernels = new HashMap<>();
        this.shifts = new HashMap<>();
    }

    private FrozenNormLayers(Ops tf, FrozenNormLayers drawn) {
        super(tf, drawn.variables);
        this.weights = drawn.weights;
        this.kernels = drawn.kernels;
        this.shifts = drawn.shifts;
    }

    /** To draw the same once more, under another name scope: what is folded already is shared. */
    public FrozenNormLayers again(Ops tf) {
        return new FrozenNormLayers(tf, this);
    }

    @Override
    Operand<TFloat32> normalised(Convolution convolution, String norm, BatchNorm settings) {
        if (!kernels.containsKey(norm)) {
            fold(convolution, norm, FoldedNorm.of(norm, settings, weights));
        }
        return tf.nn.biasAdd(convolve(convolution, kernels.get(norm)), shifts.get(norm));
    }

    private void fold(Convolution convolution, String norm, FoldedNorm constants) {
        String name = convolution.kernel();
        FloatArray vector = FoldedNorm.vector(constants.factor());
        // along the last axis of [h, w, in, out], along the last but one of [h, w, channels, 1]
        long[] shape = convolution.depthwise() ? new long[] {vector.shape()[0], 1} : vector.shape();
        Operand<TFloat32> factor = Tensors.constant(tf, new FloatArray(shape, vector.values()));
        Variable<TFloat32> variable = variables.named(name);
        Operand<TFloat32> product = tf.math.mul(variable, factor);
        kernels.put(norm, train(new Trained(name, variable, product, factor)));
        shifts.put(norm, Tensors.constant(tf, FoldedNorm.vector(constants.shift())));
    }
}
