/** Settings read once, and the parts built from them once, for the server and the command line alike. */
@NullMarked
package dev.stackwright.app;

import org.jspecify.annotations.NullMarked;
