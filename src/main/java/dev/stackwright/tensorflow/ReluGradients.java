package dev.stackwright.tensorflow;

import java.util.HashMap;
import java.util.Map;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Lets the gradients of ReLU and ReLU6 read the activation's output, as TensorFlow's gradients in Python do; those of
 * its C++ library, which TensorFlow Java calls, read the input. Both agree on where a gradient passes, to the last bit:
 * max(x, 0) &gt; 0 where x &gt; 0, and 0 &lt; min(max(x, 0), 6) &lt; 6 where 0 &lt; x &lt; 6. With one reader less, the sum
 * before the activation is fused with its convolution and need not be kept until the backward pass.
 */
final class ReluGradients {

    private static final Map<String, String> ACTIVATIONS = Map.of("ReluGrad", "Relu", "Relu6Grad", "Relu6");

    private ReluGradients() {}

    /** The same graph, where each of these gradients reads the output of the activation that it belongs to. Pure. */
    static GraphDef ofOutputs(GraphDef drawn) {
        Map<String, String> outputs = new HashMap<>();
        for (NodeDef node : drawn.getNodeList()) {
            if (ACTIVATIONS.containsValue(node.getOp())) {
                outputs.putIfAbsent(node.getOp() + " of " + node.getInput(0), node.getName());
            }
        }
        GraphDef.Builder changed = drawn.toBuilder();
        for (NodeDef.Builder node : changed.getNodeBuilderList()) {
            String activation = ACTIVATIONS.get(node.getOp());
            if (activation != null) {
                String output = outputs.get(activation + " of " + node.getInput(1));
                if (output == null) {
                    throw new IllegalStateException(node.getName() + ": expected an " + activation + " of "
                            + node.getInput(1) + ", found none");
                }
                node.setInput(1, output);
            }
        }
        return changed.build();
    }
}
