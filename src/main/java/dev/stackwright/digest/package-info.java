/** Digests of content. Knows nothing else. */
@NullMarked
package dev.stackwright.digest;

import org.jspecify.annotations.NullMarked;
