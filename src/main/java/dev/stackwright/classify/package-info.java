/**
 * URLs to answers: what is fetched, decoded and predicted, and how a promoted version takes over without a failed
 * request.
 */
@NullMarked
package dev.stackwright.classify;

import org.jspecify.annotations.NullMarked;
