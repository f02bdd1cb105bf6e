package dev.stackwright.image;

/**
 * Turns encoded images into pixels by one spec; the same bytes always give the same pixels. Thread-safe: any number
 * of threads may decode at once. Owns native memory; the one who opened it closes it.
 */
public final class ImageDecoder implements AutoCloseable {

    public ImageDecoder(ImageSpec spec, ImageLimits limits) {
        throw new UnsupportedOperationException("skeleton");
    }

    public ImageSpec spec() {
        throw new UnsupportedOperationException("skeleton");
    }

    /** @throws ImageRejectedException for whatever is not a whole image of a known format within the limits */
    public Pixels decode(byte[] encoded) throws ImageRejectedException {
        throw new UnsupportedOperationException("skeleton");
    }

    @Override
    public void close() {}
}
