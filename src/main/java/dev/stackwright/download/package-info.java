/**
 * Bytes by HTTP from addresses that others name: which urls and addresses may be asked, how much, how long, and
 * what is tried again.
 */
@NullMarked
package dev.stackwright.download;

import org.jspecify.annotations.NullMarked;
