/** Photos to pixels to features: decoding overlapped with computing, features kept in the store by content. */
@NullMarked
package dev.stackwright.train.feature;

import org.jspecify.annotations.NullMarked;
