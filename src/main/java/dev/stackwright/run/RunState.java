package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One state of a run, {@code runs/<run>/state/<n>.json}, create-only: the highest n counts.
 *
 * @param message why it failed or was cancelled, for people
 * @param code why it failed, for programs, as {@code docs/http-api.md} lists; absent in what older versions wrote
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
        @Nullable String code,
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
        this(number, phase, at, by, message, null, version, null);
    }

    /** The state after this one. */
    RunState next(Phase to, Instant when, String who, @Nullable String why) {
        return new RunState(number + 1, to, when, who, why, null);
    }

    /** The state after this one, after an error. */
    RunState failed(Phase to, Instant when, String who, RunFailure why, @Nullable Integer failuresThen) {
        return new RunState(number + 1, to, when, who, why.message(), why.code(), null, failuresThen);
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

    /**
     * Every state of one run, and what they allow. Numbers rise by one; the last state counts; an ended run stays ended.
     *
     * @param states in order, at least one
     */
    record RunHistory(List<RunState> states) {

        RunHistory {
            states = List.copyOf(states);
            if (states.isEmpty()) {
                throw new IllegalArgumentException("expected one state or more, found none");
            }
        }

        RunState latest() {
            return states.get(states.size() - 1);
        }

        /** How often the run was begun and never spoke again: one that was given back or is tried again does not count. */
        int attempts() {
            int attempts = 0;
            for (RunState state : states) {
                if (state.phase() == Phase.RUNNING) {
                    attempts++;
                } else if (state.phase() == Phase.QUEUED && attempts > 0) {
                    attempts--;
                }
            }
            return attempts;
        }

        /** How often the run was queued again after an error that may pass. */
        int failures() {
            return (int) states.stream()
                    .map(RunState::failures)
                    .filter(Objects::nonNull)
                    .count();
        }

        /** Whether a run may go from one phase to another. */
        static boolean allows(Phase from, Phase to) {
            if (from == Phase.QUEUED) {
                return to == Phase.RUNNING || to == Phase.CANCELLED || to == Phase.FAILED;
            }
            return from == Phase.RUNNING;
        }
    }
}
