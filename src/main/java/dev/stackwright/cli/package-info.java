/** The doors on a terminal: commands, progress, tables. */
@NullMarked
package dev.stackwright.cli;

import org.jspecify.annotations.NullMarked;
