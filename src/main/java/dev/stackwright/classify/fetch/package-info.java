/** Bytes from urls that strangers give: which urls, which addresses, how much, how long. */
@NullMarked
package dev.stackwright.classify.fetch;

import org.jspecify.annotations.NullMarked;
