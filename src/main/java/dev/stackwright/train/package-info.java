/** The words that the parts of training share: plan, folds, seeds, what a trained member is. */
@NullMarked
package dev.stackwright.train;

import org.jspecify.annotations.NullMarked;
