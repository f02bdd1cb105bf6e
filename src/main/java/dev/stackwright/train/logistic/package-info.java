/** Multinomial logistic regression with L2: objective, minimiser, and the choice of its constant. Pure. */
@NullMarked
package dev.stackwright.train.logistic;

import org.jspecify.annotations.NullMarked;
