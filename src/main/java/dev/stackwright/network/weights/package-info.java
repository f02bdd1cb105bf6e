/** Where a network's published weights come from, and how a Keras HDF5 file becomes weights. */
@NullMarked
package dev.stackwright.network.weights;

import org.jspecify.annotations.NullMarked;
