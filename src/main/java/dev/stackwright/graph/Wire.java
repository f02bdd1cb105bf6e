package dev.stackwright.graph;

import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A layer's output in a graph, or a convolution that waits for the batch norm after it, with which it is folded. */
public final class Wire {

    private final @Nullable Operand<TFloat32> output;
    private final @Nullable Convolution waiting;

    private Wire(@Nullable Operand<TFloat32> output, @Nullable Convolution waiting) {
        this.output = output;
        this.waiting = waiting;
    }

    static Wire of(Operand<TFloat32> output) {
        return new Wire(output, null);
    }

    static Wire of(Convolution waiting) {
        return new Wire(null, waiting);
    }

    /** @throws IllegalStateException on a convolution that waits for its batch norm */
    public Operand<TFloat32> output() {
        if (output == null) {
            throw new IllegalStateException("expected batch norm after the convolution " + waiting);
        }
        return output;
    }

    Convolution waiting(String norm) {
        if (waiting == null) {
            throw new IllegalStateException(norm + ": expected a convolution before it, found " + output);
        }
        return waiting;
    }

    /**
     * A convolution not yet drawn.
     *
     * @param kernel the kernel's name
     */
    record Convolution(Operand<TFloat32> input, String kernel, boolean depthwise, Window window) {}
}
