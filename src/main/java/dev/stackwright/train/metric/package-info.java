/** Pure: figures of predictions against labels, each defined on empty input. */
@NullMarked
package dev.stackwright.train.metric;

import org.jspecify.annotations.NullMarked;
