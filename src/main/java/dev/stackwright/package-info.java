/** Stackwright: labelled photos in S3, several fine-tuned networks stacked into one ensemble, and a function that classifies with it. */
@NullMarked
package dev.stackwright;

import org.jspecify.annotations.NullMarked;
