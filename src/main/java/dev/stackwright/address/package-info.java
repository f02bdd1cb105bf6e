/** Which addresses of the network a stranger's url may lead to. */
@org.jspecify.annotations.NullMarked
package dev.stackwright.address;
