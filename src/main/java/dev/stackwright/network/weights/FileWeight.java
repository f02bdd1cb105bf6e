package dev.stackwright.network.weights;

import java.util.List;

/**
 * A weight as a file lists it.
 *
 * @param layer the group it stands in, e.g. {@code Conv1}
 * @param name as the group's {@code weight_names} has it, e.g. {@code Conv1/kernel:0}
 */
record FileWeight(String layer, String name, List<Long> shape) {

    FileWeight {
        shape = List.copyOf(shape);
    }

    @Override
    public String toString() {
        return name + " " + shape;
    }
}
