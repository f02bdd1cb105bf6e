/** What every part may use and that knows no part of the product. */
@NullMarked
package dev.stackwright.common;

import org.jspecify.annotations.NullMarked;
