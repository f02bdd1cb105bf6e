/** Runs as executions of an AWS Step Functions state machine. */
@NullMarked
package dev.stackwright.run.stepfunctions;

import org.jspecify.annotations.NullMarked;
