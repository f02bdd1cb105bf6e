/** Pure: multinomial logistic regression with L2, its minimiser and the choice of its one constant. */
@NullMarked
package dev.stackwright.train.fit;

import org.jspecify.annotations.NullMarked;
