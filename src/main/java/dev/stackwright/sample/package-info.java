/** A labelled dataset that the demo draws itself, for machines that reach no other. Knows nothing of the house. */
@NullMarked
package dev.stackwright.sample;

import org.jspecify.annotations.NullMarked;
