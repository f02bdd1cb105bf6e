package dev.stackwright.image;

import dev.stackwright.image.ImageDecoder.ImageLimits;

/** A look at encoded images that costs no decoding. */
public final class ImageHeaders {

    private ImageHeaders() {}

    /**
     * Passes what {@link ImageDecoder#decode} may turn into pixels, by format, size and header; pixels may still turn
     * out damaged.
     *
     * @throws ImageRejectedException for whatever is not an image that could be decoded within the limits
     */
    public static void check(byte[] encoded, ImageLimits limits) throws ImageRejectedException {
        ImageHeader.read(encoded, limits);
    }
}
