/** Reading and writing JSON: one strict mapper for every document of the product. Knows nothing else. */
@NullMarked
package dev.stackwright.json;

import org.jspecify.annotations.NullMarked;
