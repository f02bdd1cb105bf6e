/** Photos to pixels to features: decoding beside computing, features kept in the store by content. */
@NullMarked
package dev.stackwright.train.data;

import org.jspecify.annotations.NullMarked;
