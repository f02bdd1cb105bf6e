package dev.stackwright.tensorflow;

import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Network;
import dev.stackwright.network.NetworkWeights.WeightTable;
import dev.stackwright.network.Precision;
import dev.stackwright.tensorflow.Gradients.GradientSums;
import dev.stackwright.tensorflow.Variables.Trained;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * The graph of {@link TrainableNetwork}: one way of inference and one of training over the same variables. A batch moves
 * the weights in one run, {@link #step}; or in parts, by {@link #begin}, {@link #accumulate} and {@link #apply}. Owns a
 * native graph and session; close it.
 */
public final class TrainingGraph implements AutoCloseable {

    public static final String HEAD_KERNEL = "head/kernel";
    public static final String HEAD_BIAS = "head/bias";

    private final GraphSession opened;

    /** Without values until they are given some. */
    public final Variables variables;

    /** {@code [n, size, size, 3]}, for training and for inference. */
    final Operand<TUint8> pixels;

    /** {@code [n, 8]}, see {@link Augmenting}. */
    final Operand<TFloat32> transforms;

    /** {@code [n, 3]}, see {@link Augmenting}; unused where colours stay. */
    final Operand<TFloat32> colours;

    /** {@code [n, 6]}, see {@link Augmenting}, where each two images become one; else unused. */
    final Operand<TFloat32> mixes;

    /** May be fed in place of pixels and transforms. */
    final Operand<TUint8> augmented;

    /** {@code [n, size, size, 3]} scaled; may be fed in place of pixels. */
    public final Operand<TFloat32> image;

    /** {@code [n]}, one for each of the pixels. */
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

    /** {@code [2]}: {@link #loss}, and how many of these images got their label, batch norm and all as in training. */
    final Operand<TFloat32> found;

    /** {@link #found} and, where gradients are clipped, {@link #gradientNorm}: one copy from the device for all. */
    final Operand<TFloat32> foundInStep;

    /** Names of what is trained. */
    public final List<String> trained;

    /** Of {@link #loss}, by what is trained. */
    public final List<Operand<TFloat32>> gradients;

    /** Global norm of {@link #gradients}; nothing computes it in a step where nothing is clipped, unless it is fetched. */
    public final Operand<TFloat32> gradientNorm;

    /**
     * Moves the variables by {@link #gradients}, and the statistics of batch norm; wants {@link #rate}, {@link #decay},
     * {@link #averageRate}, {@link #warmUp}.
     */
    public final Operation step;

    /** Sets the sums of gradients to the first part's, and moves the statistics of batch norm; wants {@link #warmUp}. */
    final Operation begin;

    /** Adds another part's gradients to their sums. */
    final Operation accumulate;

    /** Of the sums. */
    final Operand<TFloat32> sumsNorm;

    /** Moves the variables by the sums; wants {@link #rate}, {@link #decay}, {@link #averageRate}. */
    final Operation apply;

    /** Gives the variables their moving average. */
    final Operation takeAverage;

    /**
     * Draws it; the caller closes it, and gives {@link #variables} their values.
     *
     * @param headKernel {@code [channels, columns]}
     * @param headBias {@code [columns]}
     * @param asLogits what makes logits of the head's columns, one a label
     */
    public static TrainingGraph open(
            Network network,
            WeightTable weights,
            FloatArray headKernel,
            FloatArray headBias,
            UnaryOperator<Operand<TFloat32>> asLogits,
            int size,
            FineTuneSettings settings,
            Devices devices) {
        Function<String, FloatArray> initial = name -> switch (name) {
            case HEAD_KERNEL -> headKernel;
            case HEAD_BIAS -> headBias;
            default -> weights.named(name);
        };
        try (TrainingGraph draft = new TrainingGraph(network, weights, initial, asLogits, size, settings, devices)) {
            return new TrainingGraph(draft, devices, devices.precision(settings, network) == Precision.MIXED);
        }
    }

    /** The draft with {@link Gradients#byOutputs}, and where steps are mixed with {@link MixedPrecision}. */
    private TrainingGraph(TrainingGraph draft, Devices devices, boolean mixed) {
        opened = new GraphSession(devices);
        try {
            Graph graph = opened.graph();
            GraphDef drawn = Gradients.byOutputs(draft.opened.graph().toGraphDef());
            graph.importGraphDef(
                    mixed
                            ? MixedPrecision.of(drawn, name -> !name.startsWith(BatchNormLayers.INFERENCE + "/"))
                            : drawn);
            variables = draft.variables;
            trained = draft.trained;
            pixels = in(graph, draft.pixels);
            transforms = in(graph, draft.transforms);
            colours = in(graph, draft.colours);
            mixes = in(graph, draft.mixes);
            augmented = in(graph, draft.augmented);
            image = in(graph, draft.image);
            labels = in(graph, draft.labels);
            imageWeights = in(graph, draft.imageWeights);
            share = in(graph, draft.share);
            rate = in(graph, draft.rate);
            decay = in(graph, draft.decay);
            averageRate = in(graph, draft.averageRate);
            warmUp = in(graph, draft.warmUp);
            logits = in(graph, draft.logits);
            loss = in(graph, draft.loss);
            found = in(graph, draft.found);
            foundInStep = in(graph, draft.foundInStep);
            gradients = draft.gradients.stream().map(one -> in(graph, one)).toList();
            gradientNorm = in(graph, draft.gradientNorm);
            step = in(graph, draft.step);
            begin = in(graph, draft.begin);
            accumulate = in(graph, draft.accumulate);
            sumsNorm = in(graph, draft.sumsNorm);
            apply = in(graph, draft.apply);
            takeAverage = in(graph, draft.takeAverage);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static <T extends TType> Operand<T> in(Graph graph, Operand<T> drawn) {
        return in(graph, drawn.op()).output(drawn.asOutput().index());
    }

    private static Operation in(Graph graph, Operation drawn) {
        return graph.operationOrThrow(drawn.name());
    }

    /** Draws. */
    private TrainingGraph(
            Network network,
            WeightTable weights,
            Function<String, FloatArray> initial,
            UnaryOperator<Operand<TFloat32>> asLogits,
            int size,
            FineTuneSettings settings,
            Devices devices) {
        opened = new GraphSession(devices);
        try {
            Ops tf = Ops.create(opened.graph());
            variables = new Variables(tf, initial);
            pixels = tf.placeholder(TUint8.class, Placeholder.shape(Shape.of(-1, size, size, 3)));
            transforms = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, Augmenting.WIDTH)));
            labels = tf.placeholder(TInt32.class, Placeholder.shape(Shape.of(-1)));
            colours = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, Augmenting.COLOURS)));
            mixes = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, Augmenting.MIXES)));
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
                    Augmenting.changed(tf, settings.augmentation(), changed, colours, mixes, size));

            BatchNormLayers.Readings layers =
                    BatchNormLayers.Readings.of(settings.batchNorm(), tf, variables, weights::named, warmUp);
            Operand<TFloat32> plain = Scaling.scaled(tf, network.preprocessing(), pixels);
            Operand<TFloat32> trainingLogits = asLogits.apply(columns(tf, network, layers.training(), image));
            logits = asLogits.apply(columns(tf, network, layers.inference(), plain));

            CrossEntropy entropy = CrossEntropy.of(tf, trainingLogits, labels, mixes, settings);
            Operand<TFloat32> mean = tf.math.mean(tf.math.mul(entropy.losses(), imageWeights), tf.constant(0));
            loss = tf.math.mul(mean, share);
            found = tf.stack(List.of(loss, entropy.correct()));

            List<Trained> all = WeightUpdates.byDepth(
                    layers.training().trained(), settings.optimizer().layerDecay());
            all.add(Trained.plain(HEAD_KERNEL, variables.named(HEAD_KERNEL)));
            all.add(Trained.plain(HEAD_BIAS, variables.named(HEAD_BIAS)));
            trained = all.stream().map(Trained::name).toList();
            List<Op> statistics = layers.training().updates();
            WeightUpdates updates =
                    new WeightUpdates(tf, variables, all, settings.optimizer(), rate, decay, averageRate);
            List<Operand<TFloat32>> byTarget = Gradients.byTarget(tf, loss, all);

            gradients = Gradients.byVariable(tf, byTarget, all);
            gradientNorm = Gradients.globalNorm(tf, gradients);
            step = after(tf, updates.by(gradients, gradientNorm), statistics);
            foundInStep =
                    settings.optimizer().clips() ? tf.stack(List.of(loss, entropy.correct(), gradientNorm)) : found;

            GradientSums sums = new GradientSums(tf, variables, all);
            begin = after(tf, sums.set(byTarget), statistics);
            accumulate = after(tf, sums.add(byTarget), statistics);
            List<Operand<TFloat32>> summed = Gradients.byVariable(tf, sums.values(), all);
            sumsNorm = Gradients.globalNorm(tf, summed);
            apply = after(tf, updates.by(summed, sumsNorm), List.of());
            takeAverage = after(tf, updates.takeAverage(), List.of());
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static Operation after(Ops tf, List<Op> some, List<Op> others) {
        List<Op> all = new ArrayList<>(some);
        all.addAll(others);
        return tf.withControlDependencies(all).noOp().op();
    }

    /** Opened at the first call. */
    public Session session() {
        return opened.session();
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
