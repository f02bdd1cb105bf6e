package dev.stackwright.tensorflow;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Network;
import dev.stackwright.tensorflow.BatchNormLayers.FrozenNormLayers;
import dev.stackwright.tensorflow.BatchNormLayers.MovingNormLayers;
import dev.stackwright.tensorflow.Gradients.GradientSums;
import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/**
 * The graph of {@link TrainableNetwork}: one way of inference and one of training over the same variables. Owns a native
 * graph and session; close it.
 */
public final class TrainingGraph implements AutoCloseable {

    public static final String HEAD_KERNEL = "head/kernel";
    public static final String HEAD_BIAS = "head/bias";

    private final GraphSession opened;
    public final Graph graph;
    public final Session session;
    final Variables variables;

    /** {@code [n, size, size, 3]}, for training and for inference. */
    final Operand<TUint8> pixels;

    /** {@code [n, 8]}, see {@link Augmenting}. */
    final Operand<TFloat32> transforms;

    /** {@code [n, 3]}, see {@link Augmenting}; unused where colours stay. */
    final Operand<TFloat32> colours;

    /** May be fed in place of pixels and transforms. */
    final Operand<TUint8> augmented;

    /** {@code [n, size, size, 3]} scaled; may be fed in place of pixels. */
    public final Operand<TFloat32> image;

    /** {@code [n]}. */
    public final Operand<TInt32> labels;

    /** What each image counts in the loss, {@code [n]}; 1 where it is not fed. */
    final Operand<TFloat32> imageWeights;

    /** Scalar: what these images are of the batch, 1 for all of it. */
    public final Operand<TFloat32> share;

    /** Scalar, see {@link Adam#rate}. */
    public final Operand<TFloat32> rate;

    /** Scalar, see {@link Adam#updates}; unused where nothing decays. */
    final Operand<TFloat32> decay;

    /** Scalar: how far the moving average goes towards the weights; unused where there is none. */
    final Operand<TFloat32> averageRate;

    /** Scalar, see {@link BatchNormLayers}; unused with batch norm frozen. */
    final Operand<TFloat32> warmUp;

    final Operand<TFloat32> logits;

    /** Mean over these images, times their share; wants images, labels and share. */
    public final Operand<TFloat32> loss;

    /** Scalar: how many of these images got their label, batch norm and all as in training. */
    final Operand<TFloat32> correct;

    public final List<Trained> trained;

    /** Of {@link #loss}, by what is trained. */
    public final List<Operand<TFloat32>> gradients;

    /** Adds {@link #gradients} to their sums, and moves the statistics of batch norm; wants {@link #warmUp} for that. */
    public final Op accumulate;

    /** Of the sums. */
    public final Operand<TFloat32> gradientNorm;

    /** Moves the variables by the sums and clears these; wants {@link #rate}, {@link #decay}, {@link #averageRate}. */
    public final Op apply;

    /** Gives the variables their moving average. */
    final Op takeAverage;

    /**
     * @param headKernel {@code [channels, columns]}
     * @param headBias {@code [columns]}
     * @param asLogits what makes logits of the head's columns, one a label
     */
    public TrainingGraph(
            Network network,
            WeightTable weights,
            FloatArray headKernel,
            FloatArray headBias,
            UnaryOperator<Operand<TFloat32>> asLogits,
            int size,
            FineTuneSettings settings,
            Devices devices) {
        opened = new GraphSession(devices);
        graph = opened.graph();
        try {
            Ops tf = Ops.create(graph);
            variables = new Variables(tf, name -> switch (name) {
                case HEAD_KERNEL -> headKernel;
                case HEAD_BIAS -> headBias;
                default -> weights.named(name);
            });
            pixels = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, size, size, 3)));
            transforms = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, Augmenting.WIDTH)));
            labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
            colours = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, Augmenting.COLOURS)));
            imageWeights = tf.placeholderWithDefault(tf.constant(1f), Shape.unknown());
            share = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            decay = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            averageRate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            rate = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            warmUp = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
            augmented = Augmenting.augmented(tf, pixels, transforms, size);
            Operand<TFloat32> changed = tf.dtypes.cast(augmented, TFloat32.class);
            image = Scaling.scaledValues(
                    tf,
                    network.preprocessing(),
                    settings.augmentation().colour() > 0 ? Augmenting.coloured(tf, changed, colours) : changed);

            Ops training = tf.withSubScope("training");
            Ops inference = tf.withSubScope("inference");
            VariableLayers inTraining;
            VariableLayers inInference;
            if (settings.batchNorm() == BatchNormMode.FROZEN) {
                FrozenNormLayers layers = new FrozenNormLayers(training, variables, weights::named);
                inTraining = layers;
                inInference = layers.again(inference);
            } else {
                inTraining = new BatchNormLayers(training, variables, warmUp);
                inInference = new MovingNormLayers(inference, variables);
            }
            Operand<TFloat32> plain = Scaling.scaled(tf, network.preprocessing(), pixels);
            Operand<TFloat32> trainingLogits = asLogits.apply(columns(tf, network, inTraining, image));
            logits = asLogits.apply(columns(tf, network, inInference, plain));

            int count = Math.toIntExact(trainingLogits.shape().get(1));
            float spread = (float) settings.labelSmoothing() / count;
            float own = (float) (1 - settings.labelSmoothing()) + spread;
            Operand<TFloat32> wanted = tf.oneHot(labels, tf.constant(count), tf.constant(own), tf.constant(spread));
            Operand<TFloat32> losses =
                    tf.nn.softmaxCrossEntropyWithLogits(trainingLogits, wanted).loss();
            Operand<TFloat32> mean = tf.math.mean(tf.math.mul(losses, imageWeights), tf.constant(0));
            loss = tf.math.mul(mean, share);
            Operand<TInt32> answers = tf.math.argMax(trainingLogits, tf.constant(1), TInt32.class);
            correct = tf.sum(tf.dtypes.cast(tf.math.equal(answers, labels), TFloat32.class), tf.constant(0));

            trained = byDepth(inTraining.trained(), settings.optimizer().layerDecay());
            trained.add(Trained.plain(HEAD_KERNEL, variables.named(HEAD_KERNEL)));
            trained.add(Trained.plain(HEAD_BIAS, variables.named(HEAD_BIAS)));
            gradients = Gradients.of(tf, loss, trained);
            GradientSums sums = new GradientSums(tf, variables, trained);
            List<Op> additions = new ArrayList<>(sums.add(gradients));
            if (inTraining instanceof BatchNormLayers moving) {
                additions.addAll(moving.updates());
            }
            accumulate = tf.withControlDependencies(additions).noOp();
            gradientNorm = Gradients.globalNorm(tf, sums.values());
            List<Operand<TFloat32>> clipped = Gradients.clipped(
                    tf, sums.values(), gradientNorm, settings.optimizer().clipNorm());
            List<Op> updates = Adam.updates(
                    tf, variables, trained, clipped, rate, settings.optimizer().weightDecay() > 0 ? decay : null);
            MovingAverage average =
                    settings.optimizer().averaged() ? new MovingAverage(variables, trained) : MovingAverage.NONE;
            List<Op> readers = new ArrayList<>(updates);
            readers.addAll(average.follow(tf, updates, averageRate));
            // where nothing is clipped, no update waits for the norm, which reads the sums too
            readers.add(gradientNorm);
            apply = tf.withControlDependencies(sums.clearAfter(readers)).noOp();
            takeAverage = tf.withControlDependencies(average.taken(tf)).noOp();

            session = opened.session();
            variables.initialise(session);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    /** With rates that grow from {@code first} at the image to 1 at the last layer, each by the same factor. */
    private static List<Trained> byDepth(List<Trained> layers, double first) {
        List<Trained> all = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            all.add(layers.get(i).atRate(Math.pow(first, 1 - (i + 1.0) / layers.size())));
        }
        return all;
    }

    private Operand<TFloat32> columns(Ops tf, Network network, TensorLayers layers, Operand<TFloat32> scaled) {
        Operand<TFloat32> features =
                layers.globalAveragePool(network.architecture().draw(layers, layers.image(scaled)));
        return tf.nn.biasAdd(tf.linalg.matMul(features, variables.named(HEAD_KERNEL)), variables.named(HEAD_BIAS));
    }

    @Override
    public void close() {
        opened.close();
    }
}
