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
 * @param failures of a run that is queued again after an error that may pass: the how manieth that was
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunState(
        int number,
        Phase phase,
        Instant at,
        String by,
        @Nullable String message,
        @Nullable EnsembleVersion version,
        @Nullable Integer failures) {

    /** A state that no failure led to that may pass. */
    public RunState(
            int number,
            Phase phase,
            Instant at,
            String by,
            @Nullable String message,
            @Nullable EnsembleVersion version) {
        this(number, phase, at, by, message, version, null);
    }

    /** The state after this one. */
    RunState next(Phase to, Instant when, String who, @Nullable String why) {
        return new RunState(number + 1, to, when, who, why, null);
    }

    /** The end of a run that someone cancelled; only the first state is of one that has not begun. */
    RunState cancelled(Instant when, String who) {
        return next(
                Phase.CANCELLED,
                when,
                who,
                phase == Phase.QUEUED && number == 1 ? "cancelled before it began" : "cancelled on request");
    }

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
