/** Training runs: request, plan, queue, state, progress, stages, cancellation, resumption. */
@NullMarked
package dev.stackwright.run;

import org.jspecify.annotations.NullMarked;
