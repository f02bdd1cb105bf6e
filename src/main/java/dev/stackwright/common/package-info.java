/** What every package may use; knows nothing of the product. */
@NullMarked
package dev.stackwright.common;

import org.jspecify.annotations.NullMarked;
