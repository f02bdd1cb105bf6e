package dev.stackwright.network;

import java.util.List;

/**
 * A weight that a network's definition asks for.
 *
 * @param name layer and role as Keras 3 names them, e.g. {@code Conv1/kernel}
 * @param layer the layer's name; weights of one layer stand side by side
 */
public record WeightShape(String name, String layer, Role role, List<Long> shape) {

    /** What the weight is; decides initial values and whether it is trained. */
    public enum Role {
        KERNEL,
        DEPTHWISE_KERNEL,
        POINTWISE_KERNEL,
        BIAS,
        GAMMA,
        BETA,
        MOVING_MEAN,
        MOVING_VARIANCE
    }

    public WeightShape {
        shape = List.copyOf(shape);
    }

    /** The weight with its values, which are not copied. */
    public NamedTensor tensor(float[] values) {
        return new NamedTensor(name, shape.stream().mapToLong(Long::longValue).toArray(), values);
    }

    public long size() {
        return shape.stream().mapToLong(Long::longValue).reduce(1, Math::multiplyExact);
    }
}
