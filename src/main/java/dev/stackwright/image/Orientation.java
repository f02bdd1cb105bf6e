package dev.stackwright.image;

/**
 * What must be done to stored rows and columns so that the photo stands upright: first rows and columns change places,
 * then axes are reversed. Numbered as in EXIF 2.32, tag 0x0112.
 */
enum Orientation {
    UPRIGHT(false),
    MIRRORED(false, 1),
    UPSIDE_DOWN(false, 0, 1),
    FLIPPED(false, 0),
    TRANSPOSED(true),
    TURN_RIGHT(true, 1),
    TRANSVERSED(true, 0, 1),
    TURN_LEFT(true, 0);

    private final boolean transposed;

    @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it
    private final int[] reversedAxes;

    Orientation(boolean transposed, int... reversedAxes) {
        this.transposed = transposed;
        this.reversedAxes = reversedAxes;
    }

    /** The orientation of an EXIF value; whatever is not 1 to 8 counts as upright, as viewers do. */
    static Orientation ofExif(int value) {
        return value >= 1 && value <= values().length ? values()[value - 1] : UPRIGHT;
    }

    /** The order of the axes of {@code [height, width, channels]} before any is reversed. */
    int[] permutation() {
        return transposed ? new int[] {1, 0, 2} : new int[] {0, 1, 2};
    }

    int[] reversedAxes() {
        return reversedAxes.clone();
    }
}
