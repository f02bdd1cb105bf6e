/** Figures of predictions against labels, each defined on empty input. Pure. */
@NullMarked
package dev.stackwright.train.metrics;

import org.jspecify.annotations.NullMarked;
