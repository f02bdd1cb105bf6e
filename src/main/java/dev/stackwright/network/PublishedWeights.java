package dev.stackwright.network;

import java.net.URI;

/**
 * Where a network's ImageNet weights are published.
 *
 * @param fileName Keras-applications' file name
 * @param address the official https address
 * @param md5 of the official file as 32 hexadecimal digits, or empty where it is not known
 * @param bytes size of the official file, or 0 where it is not known
 * @param licence SPDX identifier
 */
public record PublishedWeights(String fileName, URI address, String md5, long bytes, String licence) {}
