package dev.stackwright.image;

import java.util.List;

/** Images of one spec side by side: uint8 {@code [count, size, size, 3]} as one array, not copied. */
@SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
public record PixelBatch(ImageSpec spec, int count, byte[] rgb) {

    public PixelBatch {
        if (count < 0 || rgb.length != Math.multiplyExact(count, spec.bytes())) {
            throw new IllegalArgumentException(
                    "expected " + count + " images of " + spec.bytes() + " bytes, found " + rgb.length + " bytes");
        }
    }

    /**
     * Makes sure of what its images are.
     *
     * @throws IllegalArgumentException where they are of another spec
     */
    public void require(ImageSpec expected) {
        if (!spec.equals(expected)) {
            throw new IllegalArgumentException("expected images as " + expected + ", found " + spec);
        }
    }

    public static PixelBatch of(ImageSpec spec, List<Pixels> images) {
        byte[] all = new byte[Math.multiplyExact(images.size(), spec.bytes())];
        for (int i = 0; i < images.size(); i++) {
            if (!images.get(i).spec().equals(spec)) {
                throw new IllegalArgumentException("image " + i + ": expected " + spec + ", found "
                        + images.get(i).spec());
            }
            System.arraycopy(images.get(i).rgb(), 0, all, i * spec.bytes(), spec.bytes());
        }
        return new PixelBatch(spec, images.size(), all);
    }
}
