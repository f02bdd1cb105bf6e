package dev.stackwright.network;

/** How a window meets the edge; the names are TensorFlow's. */
public enum Padding {
    /** Zeros around, as even as can be and the odd one at the end, so that the output has ⌈edge / stride⌉. */
    SAME,
    /** Only whole windows. */
    VALID;

    /** Edge of the output. */
    public int edge(int input, int window, int stride) {
        int output = this == SAME ? (input + stride - 1) / stride : (input - window + stride) / stride;
        if (output < 1) {
            throw new IllegalArgumentException(
                    "expected an edge of " + window + " or more under a window of " + window + ", found " + input);
        }
        return output;
    }

    /** How many rows of zeros an image gets, the odd one at the end. */
    public int zeros(int input, int window, int stride) {
        return Math.max((edge(input, window, stride) - 1) * stride + window - input, 0) * (this == SAME ? 1 : 0);
    }
}
