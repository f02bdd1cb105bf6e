/** Bytes to pixels by an image spec: sniff, check, decode, orient, resample. One path for training and serving. */
@NullMarked
package dev.stackwright.image;

import org.jspecify.annotations.NullMarked;
