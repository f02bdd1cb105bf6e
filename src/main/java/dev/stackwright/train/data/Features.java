package dev.stackwright.train.data;

import dev.stackwright.network.FeatureMatrix;

/**
 * One network's features of the usable images.
 *
 * @param reused whether they came from the store
 */
public record Features(String network, FeatureMatrix training, FeatureMatrix validation, boolean reused) {}
