/** What every package may know and nothing of the product: JSON, digests, progress, cancellation, threads. */
@NullMarked
package dev.stackwright.common;

import org.jspecify.annotations.NullMarked;
