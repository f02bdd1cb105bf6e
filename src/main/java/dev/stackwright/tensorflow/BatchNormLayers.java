package dev.stackwright.tensorflow;

import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.FoldedNorm;
import dev.stackwright.network.Layers.BatchNorm;
import dev.stackwright.tensorflow.LayerOutput.Convolution;
import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.op.nn.FusedBatchNorm;
import org.tensorflow.types.TFloat32;

/**
 * How a network is drawn whose kernels are variables, by what becomes of its batch norm: trained, frozen, or by the moving
 * statistics between steps. Each drawing is used once.
 */
final class BatchNormLayers {

    /** Scope of what answers between steps. */
    static final String INFERENCE = "inference";

    private BatchNormLayers() {}

    /** The one place that knows how each mode of batch norm is drawn: in training, and in inference between its steps. */
    record Readings(VariableLayers training, VariableLayers inference) {

        static Readings of(
                BatchNormMode mode,
                Ops tf,
                Variables variables,
                Function<String, FloatArray> weights,
                Operand<TFloat32> warmUp) {
            Ops training = tf.withSubScope("training");
            Ops inference = tf.withSubScope(INFERENCE);
            return switch (mode) {
                case FROZEN -> {
                    FrozenNormLayers layers = new FrozenNormLayers(training, variables, weights);
                    yield new Readings(layers, layers.again(inference));
                }
                case TRAINING ->
                    new Readings(
                            new TrainingNormLayers(training, variables, warmUp),
                            new MovingNormLayers(inference, variables));
            };
        }
    }

    /** Layers whose kernels are variables. */
    abstract static class VariableLayers extends TensorLayers {

        final Variables variables;
        private final Map<String, Trained> trained = new LinkedHashMap<>();

        VariableLayers(Ops tf, Variables variables) {
            super(tf);
            this.variables = variables;
        }

        /** Everything drawn so far that training moves. */
        public final List<Trained> trained() {
            return new ArrayList<>(trained.values());
        }

        /** To be run with each training step, beside what moves the weights. */
        public List<Op> updates() {
            return List.of();
        }

        final Operand<TFloat32> train(Trained one) {
            return trained.computeIfAbsent(one.name(), name -> one).target();
        }

        @Override
        final Operand<TFloat32> kernel(String name) {
            return train(Trained.plain(name, variables.named(name)));
        }
    }

    /**
     * Layers for training with batch norm in training mode: each batch is normalised by its own statistics, gamma and beta
     * are trained, and {@link #updates()} moves the moving statistics as Keras 3 does
     * (layers/normalization/batch_normalization.py): {@code moving · momentum + batch · (1 − momentum)}, the variance being that
     * by n, where TensorFlow's fused batch norm gives that by n − 1. Draw it once.
     */
    static final class TrainingNormLayers extends VariableLayers {

        private final Operand<TFloat32> warmUp;
        private final List<Op> updates = new ArrayList<>();
        /** By momentum and by positions in an image: most layers share theirs. */
        private final Map<Double, Operand<TFloat32>> rates = new HashMap<>();

        private final Map<Long, Operand<TFloat32>> corrections = new HashMap<>();

        /**
         * @param warmUp scalar; an upper bound of the momentum: 1 for none, less where training begins from nothing, so that
         *     its first steps leave their mark on moving statistics that mean nothing yet
         */
        TrainingNormLayers(Ops tf, Variables variables, Operand<TFloat32> warmUp) {
            super(tf, variables);
            this.warmUp = warmUp;
        }

        @Override
        public List<Op> updates() {
            return List.copyOf(updates);
        }

        @Override
        Operand<TFloat32> normalised(Convolution convolution, String norm, BatchNorm settings) {
            Operand<TFloat32> x = convolve(convolution, kernel(convolution.kernel()));
            Operand<TFloat32> beta = kernel(norm + "/beta");
            // not onesLike(beta): TensorFlow 2.18 has no gradient for that, and asks for those of all that beta leads
            // to
            Operand<TFloat32> gamma =
                    settings.scaled() ? kernel(norm + "/gamma") : Variables.filled(tf, beta.shape(), 1);
            Operand<TFloat32> unused = tf.constant(new float[0]);
            FusedBatchNorm<TFloat32, TFloat32> fused = tf.nn.fusedBatchNorm(
                    x, gamma, beta, unused, unused, FusedBatchNorm.isTraining(true), FusedBatchNorm.epsilon((float)
                            settings.epsilon()));
            Operand<TFloat32> rate = rates.computeIfAbsent(settings.momentum(), this::rate);
            long positions = x.shape().get(1) * x.shape().get(2);
            Operand<TFloat32> correction = corrections.computeIfAbsent(positions, p -> correction(x, p));
            follow(variables.named(norm + "/moving_mean"), fused.batchMean(), rate);
            follow(variables.named(norm + "/moving_variance"), tf.math.mul(fused.batchVariance(), correction), rate);
            return fused.y();
        }

        private Operand<TFloat32> rate(double momentum) {
            return tf.math.sub(tf.constant(1f), tf.math.minimum(tf.constant((float) momentum), warmUp));
        }

        /** (n − 1) / n, with n the positions of all images. */
        private Operand<TFloat32> correction(Operand<TFloat32> x, long positions) {
            Operand<TFloat32> images = tf.dtypes.cast(tf.shape.size(tf.shape(x), tf.constant(0)), TFloat32.class);
            Operand<TFloat32> n = tf.math.mul(images, tf.constant((float) positions));
            return tf.math.sub(tf.constant(1f), tf.math.reciprocal(n));
        }

        private void follow(Variable<TFloat32> moving, Operand<TFloat32> batch, Operand<TFloat32> rate) {
            updates.add(tf.assignSub(moving, tf.math.mul(tf.math.sub(moving, batch), rate)));
        }
    }

    /** Layers for inference between steps of {@link TrainingNormLayers}: batch norm by the present moving statistics. */
    static final class MovingNormLayers extends VariableLayers {

        MovingNormLayers(Ops tf, Variables variables) {
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

    /**
     * Layers for training with batch norm frozen: kernels are variables, each times the constant factor of the batch norm
     * after it; statistics, gamma and beta are not trained. No batch norm is left in a step: the product is as small as the
     * kernel.
     */
    static final class FrozenNormLayers extends VariableLayers {

        private final Function<String, FloatArray> weights;
        private final Map<String, Folded> folded;

        private record Folded(Operand<TFloat32> kernel, Operand<TFloat32> shift) {}

        FrozenNormLayers(Ops tf, Variables variables, Function<String, FloatArray> weights) {
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
        FrozenNormLayers again(Ops tf) {
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
}
