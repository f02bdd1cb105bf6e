/** The doors over HTTP: Funqy functions, REST under /api, and the one place that turns an error into an answer. */
@NullMarked
package dev.stackwright.function;

import org.jspecify.annotations.NullMarked;
