package dev.stackwright.tensorflow;

import dev.stackwright.network.Layers.Window;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * A layer's output in a graph, or what is drawn together with the layer after it: a convolution that waits for its batch
 * norm, or zeros around an image.
 */
public final class LayerOutput {

    private final @Nullable Operand<TFloat32> output;
    private final @Nullable Convolution waiting;
    private final @Nullable Padded padded;

    private LayerOutput(@Nullable Operand<TFloat32> output, @Nullable Convolution waiting, @Nullable Padded padded) {
        this.output = output;
        this.waiting = waiting;
        this.padded = padded;
    }

    static LayerOutput of(Operand<TFloat32> output) {
        return new LayerOutput(output, null, null);
    }

    static LayerOutput of(Convolution waiting) {
        return new LayerOutput(null, waiting, null);
    }

    static LayerOutput of(Padded padded) {
        return new LayerOutput(null, null, padded);
    }

    /**
     * The tensor itself, complete.
     *
     * @throws IllegalStateException on a convolution that waits for its batch norm, and on zeros around an image
     */
    public Operand<TFloat32> output() {
        if (output == null) {
            throw new IllegalStateException(
                    "expected batch norm after a convolution, and a convolution after padding, found neither after "
                            + (waiting == null ? padded : waiting));
        }
        return output;
    }

    Convolution waiting(String norm) {
        if (waiting == null) {
            throw new IllegalStateException(norm + ": expected a convolution before it, found " + output);
        }
        return waiting;
    }

    Optional<Padded> padded() {
        return Optional.ofNullable(padded);
    }

    /**
     * A convolution not yet drawn.
     *
     * @param kernel the kernel's name
     */
    record Convolution(Operand<TFloat32> input, String kernel, boolean depthwise, Window window) {}

    /** An image and the rows and columns of zeros before and after it, not yet drawn. */
    record Padded(Operand<TFloat32> image, String name, int before, int after) {}
}
