package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.image.EncodedImages;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FloatArray;
import dev.stackwright.network.Head;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.PlaceholderWithDefault;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * A model as operations. Every member takes the same pixels; equal scalings of them are written once a member, and
 * merged by TensorFlow's optimiser when the graph first runs.
 *
 * @param encoded string {@code [n]}: what {@code pixels} are decoded from where they are not fed
 * @param pixels uint8 {@code [n, size, size, 3]}
 * @param probabilities float32 {@code [n, labels]}
 * @param members float32 {@code [n, labels]} each, in manifest order
 * @param unfamiliarity float32 {@code [n, 1]}; null where members do not know what they have seen
 * @param evidence of each member, then of each member through the stack, as {@link EvidenceGraph} draws it
 */
public record ModelGraph(
        Placeholder<TString> encoded,
        PlaceholderWithDefault<TUint8> pixels,
        Operand<TFloat32> probabilities,
        List<Operand<TFloat32>> members,
        @Nullable Operand<TFloat32> unfamiliarity,
        List<Operand<TFloat32>> evidence) {

    static final String IMAGE_BYTES = "image_bytes";

    public ModelGraph {
        members = List.copyOf(members);
        evidence = List.copyOf(evidence);
    }

    static ModelGraph draw(Graph graph, EnsembleModel model) {
        Ops tf = Ops.create(graph);
        int size = model.spec().size();
        Placeholder<TString> encoded =
                tf.withName(IMAGE_BYTES).placeholder(TString.class, Placeholder.shape(Shape.of(-1)));
        PlaceholderWithDefault<TUint8> pixels = tf.withName(ModelFormat.PIXELS)
                .placeholderWithDefault(
                        EncodedImages.decoded(graph, encoded, size), Shape.of(-1, size, size, ImageSpec.CHANNELS));
        List<Operand<TFloat32>> maps = new ArrayList<>();
        List<Operand<TFloat32>> features = new ArrayList<>();
        List<Operand<TFloat32>> logits = new ArrayList<>();
        List<Operand<TFloat32>> members = new ArrayList<>();
        for (int m = 0; m < model.members().size(); m++) {
            Member member = model.members().get(m);
            Ops inside = tf.withSubScope("network_" + m);
            maps.add(FrozenNetwork.lastMap(inside, member.network(), member.weights(), pixels));
            features.add(FrozenNetwork.pooled(inside, maps.get(m)));
            logits.add(head(inside, member.head(), features.get(m)));
            members.add(tf.withName(ModelFormat.MEMBER + m).nn.softmax(logits.get(m)));
        }
        Ops inside = tf.withSubScope("stack");
        StackGraph stack = new StackGraph(inside, model.labels().count(), features, logits);
        Operand<TFloat32> stacked = stack.logits(model.stack());
        float sharpness = (float) (1 / model.temperature().value());
        return new ModelGraph(
                encoded,
                pixels,
                tf.withName(ModelFormat.PROBABILITIES).nn.softmax(inside.math.mul(stacked, inside.constant(sharpness))),
                members,
                UnfamiliarityGraph.draw(tf, model.members(), features),
                new EvidenceGraph(tf, model).draw(maps, members, stack.hidden()));
    }

    private static Operand<TFloat32> head(Ops tf, Head head, Operand<TFloat32> features) {
        FloatArray kernel = new FloatArray(new long[] {head.channels(), head.columns()}, head.kernel());
        FloatArray bias = new FloatArray(new long[] {head.columns()}, head.bias());
        Operand<TFloat32> columns =
                tf.nn.biasAdd(tf.linalg.matMul(features, Tensors.constant(tf, kernel)), Tensors.constant(tf, bias));
        return head.columns() == head.labels() ? columns : SigmoidUnit.logits(tf, columns);
    }
}
