/** The report as a page that stands by itself: report.html. */
@NullMarked
package dev.stackwright.train.report.html;

import org.jspecify.annotations.NullMarked;
