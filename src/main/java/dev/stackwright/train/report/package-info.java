/** The document that says what training made and how good it is: {@code report.json}. */
@NullMarked
package dev.stackwright.train.report;

import org.jspecify.annotations.NullMarked;
