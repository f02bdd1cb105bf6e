package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A run as others see it: {@code GET /api/runs/{id}}.
 *
 * @param execution the name of what carries it out, e.g. the ARN of a state machine's execution; absent where a worker
 *     does
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunView(
        RunId run,
        TrainRequest request,
        RunState state,
        @Nullable ProgressView progress,
        @Nullable String execution) implements Runs.Listed {

    /** A run without an execution elsewhere. */
    public RunView(RunId run, TrainRequest request, RunState state, @Nullable ProgressView progress) {
        this(run, request, state, progress, null);
    }

    /**
     * How far a run has come.
     *
     * @param total 0 where not known
     */
    public record ProgressView(String stage, long done, long total, java.time.Instant at) {}
}
