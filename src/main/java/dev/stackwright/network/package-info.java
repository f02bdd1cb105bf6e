/** The networks, one small file each, the registry that describes them, their weights, and the graphs that run and train them. */
@NullMarked
package dev.stackwright.network;

import org.jspecify.annotations.NullMarked;
