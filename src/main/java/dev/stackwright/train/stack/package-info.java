/** Pure: the stack's candidates, the choice among them, and the temperature. */
@NullMarked
package dev.stackwright.train.stack;

import org.jspecify.annotations.NullMarked;
