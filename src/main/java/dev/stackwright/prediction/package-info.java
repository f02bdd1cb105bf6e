/** What a classifier says: labels, logits, probabilities, temperature. Pure values; knows nothing else. */
@NullMarked
package dev.stackwright.prediction;

import org.jspecify.annotations.NullMarked;
