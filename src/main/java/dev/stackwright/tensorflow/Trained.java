package dev.stackwright.tensorflow;

import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * A variable that an optimiser moves.
 *
 * @param target what the loss is derived by: the variable, or the variable times a constant
 * @param factor that constant, or null
 */
public record Trained(
        String name,
        Variable<TFloat32> variable,
        Operand<TFloat32> target,
        @Nullable Operand<TFloat32> factor) {

    /** A variable used as it is. */
    public static Trained plain(String name, Variable<TFloat32> variable) {
        return new Trained(name, variable, variable, null);
    }
}
