/** An object was created: what it asks for, done once in effect however often, and in whatever order, it is told. */
@NullMarked
package dev.stackwright.event;

import org.jspecify.annotations.NullMarked;
