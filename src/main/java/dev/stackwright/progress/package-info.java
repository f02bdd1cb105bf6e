/** What long work tells while it goes on, and how it is asked to stop. Knows nothing else. */
@NullMarked
package dev.stackwright.progress;

import org.jspecify.annotations.NullMarked;
