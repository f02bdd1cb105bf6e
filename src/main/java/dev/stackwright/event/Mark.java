package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One mark of an event, {@code events/<digest>/<n>.json}, create-only: the highest n counts.
 *
 * @param by the process that made it
 * @param until a claim's end; whoever comes later may claim anew
 * @param event as it was told first, on the first mark
 * @param outcome how it ended, once it is done
 * @param message why it was given back
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Mark(
        int number,
        Phase phase,
        Instant at,
        String by,
        @Nullable Instant until,
        @Nullable BucketEvent event,
        @Nullable EventOutcome outcome,
        @Nullable String message) {

    /** Where an event stands. */
    enum Phase {
        /** Someone is at it, until a time. */
        CLAIMED,
        /** It did not work; anyone may try again at once. */
        RELEASED,
        /** It is over, for good. */
        DONE;

        @JsonValue
        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Mark {
        if (number < 1) {
            throw new IllegalArgumentException("number: expected 1 or more, found " + number);
        }
        if (phase == Phase.CLAIMED && until == null) {
            throw new IllegalArgumentException("until: expected a claim to have an end, found none");
        }
        if (phase == Phase.DONE && outcome == null) {
            throw new IllegalArgumentException("outcome: expected one for what is done, found none");
        }
        if (number == 1 && event == null) {
            throw new IllegalArgumentException("event: expected one on the first mark, found none");
        }
    }

    /** Whether an event whose last mark this is may be claimed. */
    boolean free(Instant now) {
        return phase == Phase.RELEASED || (until != null && until.isBefore(now));
    }
}
