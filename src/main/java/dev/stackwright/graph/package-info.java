/** The thin layer over TensorFlow Java: layers, variables, gradients, optimisers, sessions, devices. */
@NullMarked
package dev.stackwright.graph;

import org.jspecify.annotations.NullMarked;
