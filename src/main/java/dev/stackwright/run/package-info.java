/** Training jobs: request, queue, state, progress, cancel, resume. */
@NullMarked
package dev.stackwright.run;

import org.jspecify.annotations.NullMarked;
