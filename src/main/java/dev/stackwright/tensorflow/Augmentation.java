package dev.stackwright.tensorflow;

/**
 * How one image is changed before the network sees it: flipped, then a box of it enlarged to the whole, then its colours
 * (see {@link Augmenting}). The box is given in shares of the edge, the colours by factors.
 */
public record Augmentation(
        boolean flip,
        double left,
        double top,
        double width,
        double height,
        double brightness,
        double contrast,
        double saturation) {

    public static final Augmentation NONE = new Augmentation(false, 0, 0, 1, 1, 1, 1, 1);

    public Augmentation {
        if (!(left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= 1 && top + height <= 1)
                || !(brightness >= 0 && contrast >= 0 && saturation >= 0)) {
            throw new IllegalArgumentException("expected a box inside the image and factors of 0 or more, found left "
                    + left + ", top " + top + ", width " + width + ", height " + height + " and " + brightness
                    + ", " + contrast + ", " + saturation);
        }
    }

    boolean staysInPlace() {
        return !flip && width == 1 && height == 1;
    }
}
