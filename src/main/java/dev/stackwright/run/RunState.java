package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One state of a run, {@code runs/<run>/state/<n>.json}, create-only: the highest n counts.
 *
 * @param message why it failed or was cancelled, for people
 * @param version what it published, once it succeeded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunState(
        int number,
        Phase phase,
        Instant at,
        String by,
        @Nullable String message,
        @Nullable EnsembleVersion version) {

    /** Where a run stands. */
    public enum Phase {
        QUEUED,
        RUNNING,
        SUCCEEDED,
        FAILED,
        CANCELLED;

        @com.fasterxml.jackson.annotation.JsonValue
        public String text() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }

        public boolean ended() {
            return this == SUCCEEDED || this == FAILED || this == CANCELLED;
        }
    }
}
