package dev.stackwright.image;

import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * What an encoded image says of itself before it is decoded.
 *
 * @param width of the whole picture in pixels, as stored (before orientation)
 * @param height likewise
 * @param frame where the first frame lies in the picture
 * @param alpha whether pixels may be transparent
 */
record ImageHeader(ImageFormat format, int width, int height, Frame frame, boolean alpha, Orientation orientation) {

    private static final String EXPECTED = "expected a JPEG, PNG, GIF, BMP, TIFF or WebP image";

    /** A rectangle in the picture, in pixels; it may hang over the edge. */
    record Frame(int left, int top, int width, int height) {}

    /** A picture with one frame that fills it. */
    static ImageHeader whole(ImageFormat format, int width, int height, boolean alpha, Orientation orientation) {
        return new ImageHeader(format, width, height, new Frame(0, 0, width, height), alpha, orientation);
    }

    /** The most pixels that decoding holds at once for one picture. */
    long pixels() {
        return Math.max((long) width * height, (long) frame.width * frame.height);
    }

    /**
     * Reads the header of {@code encoded} and holds it against {@code limits}; decodes nothing.
     *
     * @throws ImageRejectedException for whatever is not an image that could be decoded within the limits
     */
    static ImageHeader read(byte[] encoded, ImageLimits limits) throws ImageRejectedException {
        if (encoded.length == 0) {
            throw new ImageRejectedException(Reason.EMPTY, "expected an image, found an empty file", null);
        }
        if (encoded.length > limits.maxBytes()) {
            throw new ImageRejectedException(
                    Reason.TOO_MANY_BYTES,
                    "expected at most " + limits.maxBytes() + " bytes, found " + encoded.length,
                    null);
        }
        ImageFormat format = ImageFormat.sniff(encoded)
                .orElseThrow(() ->
                        new ImageRejectedException(Reason.NOT_AN_IMAGE, EXPECTED + ", found other content", null));
        ImageHeader header = parse(format, encoded, limits);
        if (header.width < 1 || header.height < 1 || header.frame.width < 1 || header.frame.height < 1) {
            throw corrupt(format, "it says that it has " + header.width + " × " + header.height + " pixels", null);
        }
        if (header.pixels() > limits.maxPixels()) {
            boolean byFrame = header.pixels() > (long) header.width * header.height;
            throw new ImageRejectedException(
                    Reason.TOO_MANY_PIXELS,
                    "expected at most " + limits.maxPixels() + " pixels, found "
                            + (byFrame
                                    ? "a frame of " + header.frame.width + " × " + header.frame.height
                                    : header.width + " × " + header.height)
                            + "; make it smaller",
                    null);
        }
        return header;
    }

    private static ImageHeader parse(ImageFormat format, byte[] encoded, ImageLimits limits)
            throws ImageRejectedException {
        try {
            return switch (format) {
                case JPEG -> JpegHeader.read(encoded, limits);
                case PNG -> new PngFile(encoded).header();
                case GIF -> GifHeader.read(encoded);
                case BMP -> BmpHeader.read(encoded);
                case WEBP -> WebpHeader.read(encoded);
                case TIFF -> TiffHeader.read(encoded);
                case AVIF, HEIC, JPEG_XL, JPEG_2000, CAMERA_RAW, PSD, ICO, SVG ->
                    throw unsupported(format.title(), format.conversion());
            };
        } catch (ImageRejectedException e) {
            throw e;
        } catch (Exception e) {
            // whatever a reader throws on damaged bytes, index errors included
            throw corrupt(format, "its header cannot be read", e);
        }
    }

    static ImageRejectedException unsupported(String found, String conversion) {
        return new ImageRejectedException(
                Reason.UNSUPPORTED_FORMAT, EXPECTED + ", found " + found + "; convert it, " + conversion, null);
    }

    static ImageRejectedException corrupt(ImageFormat format, String why, @Nullable Throwable cause) {
        return new ImageRejectedException(
                Reason.CORRUPT, "expected a whole " + format.title() + " image, but " + why, cause);
    }
}
