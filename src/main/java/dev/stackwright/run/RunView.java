package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** A run as others see it: {@code GET /api/runs/{id}}. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunView(
        RunId run,
        TrainRequest request,
        RunState state,
        @Nullable ProgressView progress) {

    /** @param total 0 where not known */
    public record ProgressView(String stage, long done, long total, java.time.Instant at) {}
}
