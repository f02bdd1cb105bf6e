/** What only the cloud has: training launched as executions of a state machine. */
@NullMarked
package dev.stackwright.cloud;

import org.jspecify.annotations.NullMarked;
