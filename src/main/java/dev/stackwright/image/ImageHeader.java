package dev.stackwright.image;

import dev.stackwright.image.ImageRejectedException.Reason;

/**
 * What an encoded image says of itself before it is decoded.
 *
 * @param width in pixels, as stored (before orientation); of several statements the largest
 * @param height likewise
 * @param alpha whether pixels may be transparent
 */
record ImageHeader(ImageFormat format, int width, int height, boolean alpha, Orientation orientation) {

    long pixels() {
        return (long) width * height;
    }

    /**
     * Reads the header of {@code encoded} and holds it against {@code limits}; decodes nothing.
     *
     * @throws ImageRejectedException for whatever is not an image that could be decoded within the limits
     */
    static ImageHeader read(byte[] encoded, ImageLimits limits) throws ImageRejectedException {
        if (encoded.length == 0) {
            throw new ImageRejectedException(Reason.EMPTY, "the file is empty", null);
        }
        if (encoded.length > limits.maxBytes()) {
            throw new ImageRejectedException(
                    Reason.TOO_MANY_BYTES,
                    "expected at most " + limits.maxBytes() + " bytes, found " + encoded.length,
                    null);
        }
        ImageFormat format = ImageFormat.sniff(encoded)
                .orElseThrow(() -> new ImageRejectedException(
                        Reason.NOT_AN_IMAGE,
                        "expected a JPEG, PNG, GIF, BMP or WebP image, found other content",
                        null));
        if (!format.decodable()) {
            throw new ImageRejectedException(
                    Reason.UNSUPPORTED_FORMAT,
                    format.title() + " is not supported: convert it to JPEG, PNG, GIF, BMP or WebP",
                    null);
        }
        ImageHeader header = parse(format, encoded);
        if (header.width < 1 || header.height < 1) {
            throw corrupt(format, "it says " + header.width + " × " + header.height + " pixels", null);
        }
        if (header.pixels() > limits.maxPixels()) {
            throw new ImageRejectedException(
                    Reason.TOO_MANY_PIXELS,
                    "expected at most " + limits.maxPixels() + " pixels, found " + header.width + " × " + header.height,
                    null);
        }
        return header;
    }

    private static ImageHeader parse(ImageFormat format, byte[] encoded) throws ImageRejectedException {
        try {
            return switch (format) {
                case JPEG -> JpegHeader.read(encoded);
                case PNG -> PngHeaders.read(encoded);
                default -> throw new ImageRejectedException(Reason.UNSUPPORTED_FORMAT, format.title(), null);
            };
        } catch (ImageRejectedException e) {
            throw e;
        } catch (Exception e) {
            throw corrupt(format, "its header cannot be read", e);
        }
    }

    static ImageRejectedException corrupt(
            ImageFormat format, String why, @org.jspecify.annotations.Nullable Throwable cause) {
        return new ImageRejectedException(
                Reason.CORRUPT, "expected a whole " + format.title() + " image, but " + why, cause);
    }
}
