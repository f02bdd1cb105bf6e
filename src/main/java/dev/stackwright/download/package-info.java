/** Bytes and files by HTTP: who may be asked, how much, how long, what is tried again. Knows no user of it. */
@NullMarked
package dev.stackwright.download;

import org.jspecify.annotations.NullMarked;
