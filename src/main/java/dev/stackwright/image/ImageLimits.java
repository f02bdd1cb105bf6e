package dev.stackwright.image;

/** What is refused before it is decoded. */
public record ImageLimits(long maxBytes, long maxPixels) {

    /** 32 MiB and 64 megapixels. */
    public static final ImageLimits DEFAULT = new ImageLimits(32L << 20, 64_000_000L);

    public ImageLimits {
        if (maxBytes < 1 || maxPixels < 1) {
            throw new IllegalArgumentException(
                    "expected positive limits, found " + maxBytes + " bytes, " + maxPixels + " pixels");
        }
    }
}
