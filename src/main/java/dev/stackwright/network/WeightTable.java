package dev.stackwright.network;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A network's weights by name, known to be exactly those that its definition asks for. */
public final class WeightTable {

    private final Map<String, FloatArray> byName = new HashMap<>();

    private WeightTable() {}

    public static WeightTable of(Network network, NetworkWeights weights) {
        List<WeightShape> expected = network.weights();
        List<NamedTensor> found = weights.tensors();
        if (expected.size() != found.size()) {
            throw new IllegalArgumentException(network.title() + ": expected " + expected.size() + " weights, found "
                    + found.size() + " in " + weights.origin());
        }
        WeightTable table = new WeightTable();
        for (int i = 0; i < expected.size(); i++) {
            NamedTensor tensor = found.get(i);
            List<Long> shape = shape(tensor);
            if (!expected.get(i).name().equals(tensor.name())
                    || !expected.get(i).shape().equals(shape)) {
                throw new IllegalArgumentException(network.title() + ": expected weight " + i + " to be "
                        + expected.get(i).name() + " " + expected.get(i).shape() + ", found " + tensor.name() + " "
                        + shape + " in " + weights.origin());
            }
            table.byName.put(tensor.name(), new FloatArray(tensor.shape(), tensor.values()));
        }
        return table;
    }

    public FloatArray named(String name) {
        FloatArray found = byName.get(name);
        if (found == null) {
            throw new IllegalStateException("expected a weight " + name + ", found none: the drawing asks for it, the"
                    + " inventory does not list it");
        }
        return found;
    }

    private static List<Long> shape(NamedTensor tensor) {
        return Arrays.stream(tensor.shape()).boxed().toList();
    }
}
