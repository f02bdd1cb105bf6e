/**
 * An ensemble as one immutable version: manifest, publication, promotion, rollback, verification. Knows no
 * engine: what runs a model is handed in.
 */
@NullMarked
package dev.stackwright.ensemble;

import org.jspecify.annotations.NullMarked;
