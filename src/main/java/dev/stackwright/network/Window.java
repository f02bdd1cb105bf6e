package dev.stackwright.network;

/**
 * The window of a convolution or a pooling.
 *
 * @param stride in both directions
 */
public record Window(int height, int width, int stride, Padding padding) {

    public Window {
        if (height < 1 || width < 1 || stride < 1) {
            throw new IllegalArgumentException(
                    "expected a window and a stride of 1 or more, found " + height + " × " + width + " by " + stride);
        }
    }

    /** A square window that moves by one and keeps the edge. */
    public static Window same(int edge) {
        return new Window(edge, edge, 1, Padding.SAME);
    }

    public static Window square(int edge, int stride, Padding padding) {
        return new Window(edge, edge, stride, padding);
    }

    /** Kernel positions. */
    public int area() {
        return height * width;
    }
}
