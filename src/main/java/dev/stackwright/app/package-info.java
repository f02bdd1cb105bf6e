/** Configuration and assembly: reads settings once and builds the parts for the doors. */
@NullMarked
package dev.stackwright.app;

import org.jspecify.annotations.NullMarked;
