/** The engine: features, training and SavedModels by TensorFlow. Only this package and image see TensorFlow. */
@NullMarked
package dev.stackwright.tensorflow;

import org.jspecify.annotations.NullMarked;
