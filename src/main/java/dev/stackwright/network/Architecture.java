package dev.stackwright.network;

/** Draws a network. Stateless. */
@FunctionalInterface
public interface Architecture {

    /**
     * Draws the convolutional part, without top and pooling.
     *
     * @param image {@code [n, size, size, 3]}, scaled as the network's {@link Preprocessing} says
     * @return {@code [n, h, w, channels]}
     */
    <T> T draw(Layers<T> layers, T image);
}
