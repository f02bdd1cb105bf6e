/** The command line: commands, progress bars, tables, the demo and the dataset that it draws. */
@NullMarked
package dev.stackwright.cli;

import org.jspecify.annotations.NullMarked;
