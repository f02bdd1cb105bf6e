package dev.stackwright.train.artifact;

import dev.stackwright.common.Sha256;

/**
 * Numbers in a blob, row by row, little-endian.
 *
 * @param content names the blob
 */
record Table(int rows, int columns, Sha256 content) {

    Table {
        if (rows < 0 || columns < 1) {
            throw new IllegalArgumentException(
                    "expected rows from 0 and columns from 1 on, found " + rows + " and " + columns);
        }
    }
}
