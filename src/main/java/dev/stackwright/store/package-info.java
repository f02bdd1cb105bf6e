/**
 * Objects by key on S3: conditional creation, paging, transfer with retry, numbered journals, and the embedded
 * endpoint.
 */
@NullMarked
package dev.stackwright.store;

import org.jspecify.annotations.NullMarked;
