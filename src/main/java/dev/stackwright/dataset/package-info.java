/** Labelled images from a bucket, a zip or a folder: layouts, splits, digests, and the images that were rejected. */
@NullMarked
package dev.stackwright.dataset;

import org.jspecify.annotations.NullMarked;
