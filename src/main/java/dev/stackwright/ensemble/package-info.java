/** An ensemble as one immutable version: manifest, SavedModel, publication, promotion, rollback, verification. */
@NullMarked
package dev.stackwright.ensemble;

import org.jspecify.annotations.NullMarked;
