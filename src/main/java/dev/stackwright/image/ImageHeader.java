package dev.stackwright.image;

import com.drew.imaging.png.PngChunk;
import com.drew.imaging.png.PngChunkReader;
import com.drew.imaging.png.PngChunkType;
import com.drew.imaging.png.PngColorType;
import com.drew.imaging.png.PngHeader;
import com.drew.imaging.png.PngProcessingException;
import com.drew.lang.SequentialByteArrayReader;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.ImageRejectedException.Reason;
import java.io.IOException;
import java.util.Set;
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
                .orElseThrow(() -> new ImageRejectedException(
                        Reason.NOT_AN_IMAGE,
                        "expected a JPEG, PNG, GIF, BMP or WebP image, found other content",
                        null));
        ImageHeader header = parse(format, encoded);
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

    private static ImageHeader parse(ImageFormat format, byte[] encoded) throws ImageRejectedException {
        try {
            return switch (format) {
                case JPEG -> JpegHeader.read(encoded);
                case PNG -> PngHeaders.read(encoded);
                case GIF -> GifHeader.read(encoded);
                case BMP -> BmpHeader.read(encoded);
                case WEBP -> WebpHeader.read(encoded);
                case AVIF, HEIC, TIFF, PSD, ICO, SVG ->
                    throw new ImageRejectedException(
                            Reason.UNSUPPORTED_FORMAT,
                            "expected a JPEG, PNG, GIF, BMP or WebP image, found " + format.title() + "; convert it",
                            null);
            };
        } catch (ImageRejectedException e) {
            throw e;
        } catch (Exception e) {
            // whatever a reader throws on damaged bytes, index errors included
            throw corrupt(format, "its header cannot be read", e);
        }
    }

    static ImageRejectedException corrupt(ImageFormat format, String why, @Nullable Throwable cause) {
        return new ImageRejectedException(
                Reason.CORRUPT, "expected a whole " + format.title() + " image, but " + why, cause);
    }

    /** Size, transparency and orientation of a PNG from the chunks IHDR, tRNS and eXIf (W3C PNG, third edition). */
    static final class PngHeaders {

        /** Only these: compressed text chunks may be bombs. */
        private static final Set<PngChunkType> WANTED = Set.of(PngChunkType.IHDR, PngChunkType.tRNS, PngChunkType.eXIf);

        private PngHeaders() {}

        static ImageHeader read(byte[] encoded) throws PngProcessingException, IOException {
            int width = 0;
            int height = 0;
            boolean alpha = false;
            Orientation orientation = Orientation.UPRIGHT;
            for (PngChunk chunk : new PngChunkReader().extract(new SequentialByteArrayReader(encoded), WANTED)) {
                if (chunk.getType().equals(PngChunkType.IHDR)) {
                    PngHeader header = new PngHeader(chunk.getBytes());
                    width = header.getImageWidth();
                    height = header.getImageHeight();
                    alpha |= header.getColorType().equals(PngColorType.TRUE_COLOR_WITH_ALPHA)
                            || header.getColorType().equals(PngColorType.GREYSCALE_WITH_ALPHA);
                } else if (chunk.getType().equals(PngChunkType.tRNS)) {
                    alpha = true;
                } else {
                    orientation = ExifOrientation.read(chunk.getBytes(), 0);
                }
            }
            return ImageHeader.whole(ImageFormat.PNG, width, height, alpha, orientation);
        }
    }
}
