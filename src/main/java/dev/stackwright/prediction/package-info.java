/** What a classifier answers: labels, logits, probabilities, temperature. Pure values. */
@NullMarked
package dev.stackwright.prediction;

import org.jspecify.annotations.NullMarked;
