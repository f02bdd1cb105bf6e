/** Pure: which rows are trained on and which are held out. Seeded, stratified by class. */
@NullMarked
package dev.stackwright.train.fold;

import org.jspecify.annotations.NullMarked;
