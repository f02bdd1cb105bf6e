/** Recipes, folds, heads, stack, calibration, report: pure decisions apart from their effects. */
@NullMarked
package dev.stackwright.train;

import org.jspecify.annotations.NullMarked;
