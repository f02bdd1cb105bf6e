/** For stores that tell nothing: listing finds what is new, and the same handler does it. */
@NullMarked
package dev.stackwright.event.watch;

import org.jspecify.annotations.NullMarked;
