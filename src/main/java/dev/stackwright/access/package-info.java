/** Who may call: API keys, what each of them may do, and a limit for those who guess. */
@NullMarked
package dev.stackwright.access;

import org.jspecify.annotations.NullMarked;
