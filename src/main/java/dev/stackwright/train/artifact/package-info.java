/** What the stages of training leave in the store for each other, read whole or not at all. */
@NullMarked
package dev.stackwright.train.artifact;

import org.jspecify.annotations.NullMarked;
