/** What stages of training leave in the store for each other: written so that a reader sees it whole or not at all. */
@NullMarked
package dev.stackwright.train.kept;

import org.jspecify.annotations.NullMarked;
