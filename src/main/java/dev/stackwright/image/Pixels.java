package dev.stackwright.image;

import java.util.Arrays;

/** One image by its spec: uint8 {@code [size, size, 3]}, RGB, row by row. The array is not copied: do not change it. */
@SuppressWarnings("ArrayRecordComponent") // large and never compared: a copy would cost, equality is not asked for
public record Pixels(ImageSpec spec, byte[] rgb) {

    public Pixels {
        if (rgb.length != spec.bytes()) {
            throw new IllegalArgumentException("expected " + spec.bytes() + " bytes, found " + rgb.length);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Pixels p && p.spec.equals(spec) && Arrays.equals(p.rgb, rgb);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(rgb);
    }

    @Override
    public String toString() {
        return "Pixels[" + spec.id() + "]";
    }
}
