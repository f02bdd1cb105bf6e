package dev.stackwright.train;

/**
 * An image that shows what another one shows, pixel for pixel or nearly: re-compressed, resized, mirrored or cropped a
 * little. Not the same bytes.
 *
 * @param path of the later image; those of the validation part come after those of the training part
 * @param of path of the image that it is a copy of
 * @param acrossParts whether {@code path} is a validation image and {@code of} a training image
 * @param sameLabel whether both have one label
 */
public record NearCopy(String path, String of, boolean acrossParts, boolean sameLabel) {}
