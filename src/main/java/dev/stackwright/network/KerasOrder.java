package dev.stackwright.network;

import dev.stackwright.network.Inventory.Node;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The order in which Keras lists the layers of a functional model, and so their weights: by depth, that is the longest
 * way to the output, deepest first; at one depth in the order in which a walk from the output, inputs in turn, first
 * meets them. Source: {@code map_graph} in Keras' {@code models/functional.py} and {@code ops/function.py}.
 */
final class KerasOrder {

    private final IdentityHashMap<Node, Integer> met = new IdentityHashMap<>();
    private final List<Node> inputsFirst = new ArrayList<>();

    private KerasOrder() {}

    static List<Node> of(Node output) {
        KerasOrder order = new KerasOrder();
        order.walk(output);
        Map<Node, Integer> depths = order.depths();
        List<Node> sorted = new ArrayList<>(order.inputsFirst);
        sorted.sort(Comparator.<Node>comparingInt(depths::get).reversed().thenComparingInt(order.met::get));
        return sorted;
    }

    private void walk(Node node) {
        if (met.putIfAbsent(node, met.size()) != null) {
            return;
        }
        node.inputs.forEach(this::walk);
        inputsFirst.add(node);
    }

    private Map<Node, Integer> depths() {
        IdentityHashMap<Node, Integer> depths = new IdentityHashMap<>();
        for (int i = inputsFirst.size() - 1; i >= 0; i--) {
            Node node = inputsFirst.get(i);
            int depth = depths.computeIfAbsent(node, n -> 0);
            node.inputs.forEach(input -> depths.merge(input, depth + 1, Math::max));
        }
        return depths;
    }
}
