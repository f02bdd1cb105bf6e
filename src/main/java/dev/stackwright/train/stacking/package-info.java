/** The candidates for the stack and the choice among them. Pure. */
@NullMarked
package dev.stackwright.train.stacking;

import org.jspecify.annotations.NullMarked;
