package dev.stackwright.dataset;

import dev.stackwright.common.Sha256;

/**
 * One labelled image.
 *
 * @param path inside the dataset, e.g. {@code train/cats/cat.1.jpg}; unique
 * @param label index into the dataset's labels
 * @param digest of the encoded bytes
 */
public record Example(String path, int label, Sha256 digest) {}
