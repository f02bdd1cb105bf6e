/** The document that tells what training made and how good it is: report.json. */
@NullMarked
package dev.stackwright.train.report;

import org.jspecify.annotations.NullMarked;
