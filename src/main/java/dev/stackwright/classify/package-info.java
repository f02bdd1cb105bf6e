/** URLs to answers: guarded fetching, decoding, prediction, hot swap of a promoted version. */
@NullMarked
package dev.stackwright.classify;

import org.jspecify.annotations.NullMarked;
