package dev.stackwright.tensorflow;

import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.ModelFormat;
import dev.stackwright.network.FeatureSubspace;
import dev.stackwright.network.FloatArray;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Sum;
import org.tensorflow.types.TFloat32;

/** {@link FeatureSubspace#unfamiliarity} of every image, the mean over members. */
final class UnfamiliarityGraph {

    private UnfamiliarityGraph() {}

    /**
     * Float32 {@code [n, 1]}; null unless all members know what they have seen.
     *
     * @param features of each member, {@code [n, channels]}
     */
    static @Nullable Operand<TFloat32> draw(Ops tf, List<Member> members, List<Operand<TFloat32>> features) {
        List<Operand<TFloat32>> each = new ArrayList<>();
        for (int m = 0; m < members.size(); m++) {
            FeatureSubspace seen = members.get(m).seen();
            if (seen == null) {
                return null;
            }
            each.add(member(tf.withSubScope("network_" + m + "_seen"), seen, features.get(m)));
        }
        Operand<TFloat32> sum = each.size() == 1 ? each.get(0) : tf.math.addN(each);
        return tf.withName(ModelFormat.UNFAMILIARITY).math.mul(sum, tf.constant(1f / each.size()));
    }

    private static Operand<TFloat32> member(Ops tf, FeatureSubspace seen, Operand<TFloat32> features) {
        long channels = seen.channels();
        Operand<TFloat32> off =
                tf.math.sub(features, Tensors.constant(tf, new FloatArray(new long[] {channels}, seen.mean())));
        Operand<TFloat32> axes =
                Tensors.constant(tf, new FloatArray(new long[] {channels, seen.dimensions()}, seen.axes()));
        Operand<TFloat32> rest = tf.math.sub(squares(tf, off), squares(tf, tf.linalg.matMul(off, axes)));
        Operand<TFloat32> length = tf.math.add(squares(tf, features), tf.constant(FeatureSubspace.LEAST));
        return tf.math.sqrt(tf.math.div(tf.nn.relu(rest), length));
    }

    private static Operand<TFloat32> squares(Ops tf, Operand<TFloat32> rows) {
        return tf.sum(tf.math.square(rows), tf.constant(1), Sum.keepDims(true));
    }
}
