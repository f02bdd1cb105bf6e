package dev.stackwright.image;

/**
 * How a photo becomes pixels: EXIF-oriented, RGB, alpha over white, stretched to {@code size} × {@code size} with
 * antialiased bilinear resampling, rounded to uint8, NHWC. One spec for a whole ensemble.
 *
 * @param size edge in pixels, 32 to 1024
 */
public record ImageSpec(int size) {

    public static final int CHANNELS = 3;

    public ImageSpec {
        if (size < 32 || size > 1024) {
            throw new IllegalArgumentException("expected an image size of 32 to 1024, found " + size);
        }
    }

    /** Bytes of one image. */
    public int bytes() {
        return size * size * CHANNELS;
    }

    /** Names the whole recipe, for cache keys: changes whenever the same photo would give other bytes. */
    public String id() {
        return "rgb-stretch-triangle-" + size + "-v3";
    }
}
