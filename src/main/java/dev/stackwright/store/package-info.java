/** Objects by key on S3: conditional create, paging, transfer with retry, and the embedded endpoint. The only room that sees the AWS SDK. */
@NullMarked
package dev.stackwright.store;

import org.jspecify.annotations.NullMarked;
