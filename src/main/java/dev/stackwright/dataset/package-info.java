/** Labelled images from a bucket, a zip or a folder: layouts, splits, digests, quarantine. */
@NullMarked
package dev.stackwright.dataset;

import org.jspecify.annotations.NullMarked;
