/** Which version of each ensemble answers, and how the next one takes over without a failed request. */
@NullMarked
package dev.stackwright.classify.swap;

import org.jspecify.annotations.NullMarked;
