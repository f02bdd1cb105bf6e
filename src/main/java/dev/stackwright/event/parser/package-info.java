/** The shapes in which events arrive, read into one record. A file a shape; knows no store. */
@NullMarked
package dev.stackwright.event.parser;

import org.jspecify.annotations.NullMarked;
