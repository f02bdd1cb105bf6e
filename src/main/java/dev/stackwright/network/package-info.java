/**
 * Networks without an engine: their layers, one small file each, the registry that describes them, and their
 * weights as arrays.
 */
@NullMarked
package dev.stackwright.network;

import org.jspecify.annotations.NullMarked;
