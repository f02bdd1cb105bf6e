package dev.stackwright.tensorflow;

/**
 * How one image is mixed with another: inside a box the pixels are a share of its own and the rest the other's, outside they
 * are its own. The box is given in shares of the edge; it holds the pixels whose middle is in it. Mixup has the whole image
 * for its box, CutMix a share of 0.
 *
 * @param inside share of its own in the box, 0 to 1
 */
public record Mixing(double left, double top, double width, double height, double inside) {

    public Mixing {
        if (!(left >= 0 && top >= 0 && width >= 0 && height >= 0 && inside >= 0 && inside <= 1)
                || left + width > 1 + 1e-9
                || top + height > 1 + 1e-9) {
            throw new IllegalArgumentException("expected a box inside the image and a share of 0 to 1, found left "
                    + left + ", top " + top + ", width " + width + ", height " + height + " and " + inside);
        }
    }

    /** What the image is of the mixed one, and its label of the mixed label; the rest is the other's. */
    public double share() {
        return 1 - width * height * (1 - inside);
    }
}
