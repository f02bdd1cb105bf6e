/** HTTP: Funqy functions, REST under /api, and the one place that turns an error into an answer. */
@NullMarked
package dev.stackwright.server;

import org.jspecify.annotations.NullMarked;
