/** On top of training: how members are trained by each recipe, and how the stack is. */
@NullMarked
package dev.stackwright.train.recipe;

import org.jspecify.annotations.NullMarked;
