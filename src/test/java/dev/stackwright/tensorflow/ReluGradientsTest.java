package dev.stackwright.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TFloat32;

class ReluGradientsTest {

    /** At the edges too: 0, −0, 6, and the floats next to them that TensorFlow does not take for zero. */
    private static final float[] VALUES = {
        -7,
        -Float.MIN_NORMAL,
        -0f,
        0,
        Float.MIN_NORMAL,
        3,
        Math.nextDown(6f),
        6,
        Math.nextUp(6f),
        9,
        Float.POSITIVE_INFINITY
    };

    @Test
    void readTheOutputAndStayTheSameToTheLastBit() {
        GraphDef drawn;
        String slope;
        try (Graph graph = new Graph()) {
            Ops tf = Ops.create(graph);
            Placeholder<TFloat32> x = tf.withName("x").placeholder(TFloat32.class);
            Operand<TFloat32> both = tf.math.add(
                    tf.math.mul(tf.withName("relu").nn.relu(x), tf.constant(2f)),
                    tf.math.mul(tf.withName("relu6").nn.relu6(x), tf.constant(3f)));
            slope = tf.gradients(both, List.of(x)).dy(0).op().name();
            drawn = graph.toGraphDef();
        }
        GraphDef changed = Gradients.byOutputs(drawn);

        assertThat(read(drawn)).containsExactlyInAnyOrder("x", "x");
        assertThat(read(changed)).containsExactlyInAnyOrder("relu", "relu6");
        float[] before = slope(drawn, slope);
        assertThat(before).containsExactly(0, 0, 0, 0, 5, 5, 5, 2, 2, 2, 2);
        assertThat(slope(changed, slope)).containsExactly(before);
    }

    /** What the gradients of ReLU and ReLU6 look at. */
    private static List<String> read(GraphDef graph) {
        return graph.getNodeList().stream()
                .filter(node -> node.getOp().startsWith("Relu") && node.getOp().endsWith("Grad"))
                .map((NodeDef node) -> node.getInput(1))
                .toList();
    }

    private static float[] slope(GraphDef definition, String slope) {
        try (Graph graph = new Graph()) {
            graph.importGraphDef(definition);
            try (Session session = new Session(graph);
                    TFloat32 x = TFloat32.vectorOf(VALUES);
                    Result result = session.runner().feed("x", x).fetch(slope).run()) {
                return Tensors.values((TFloat32) result.get(0));
            }
        }
    }
}
