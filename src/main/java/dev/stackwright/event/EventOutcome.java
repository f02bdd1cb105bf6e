package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stackwright.run.RunId;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What became of one event.
 *
 * @param object {@code s3://bucket/key}; {@code null} where the event was about no object
 * @param detail for people: why, or what was done
 * @param run the run that the object started
 * @param result the key with the answer to an image
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EventOutcome(
        Status status,
        @Nullable String object,
        String detail,
        @Nullable RunId run,
        @Nullable String result) {

    /** How an event ends. */
    public enum Status {
        /** A run was submitted. */
        STARTED,
        /** An image was looked at; its result says what it shows, or that it is none. */
        CLASSIFIED,
        /** There is nothing to do. */
        IGNORED,
        /** A later version of the object is known, which counts instead. */
        SUPERSEDED,
        /** It was handled before; nothing was done again. */
        REPEATED,
        /** Another process is at it right now; telling it again finds out how that ended. */
        BUSY,
        /** It could not be done now; telling it again may help. */
        FAILED,
        /** The object asks for what cannot be; only another object helps. */
        REFUSED;

        @JsonValue
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Whether the event is over and done with. */
    public boolean settled() {
        return !retryHelps() && status != Status.REFUSED;
    }

    /** Whether it should be told again. */
    public boolean retryHelps() {
        return status == Status.BUSY || status == Status.FAILED;
    }

    static EventOutcome started(BucketEvent object, RunId run) {
        return new EventOutcome(Status.STARTED, object.url(), "started run " + run, run, null);
    }

    static EventOutcome classified(BucketEvent object, String result, String detail) {
        return new EventOutcome(Status.CLASSIFIED, object.url(), detail, null, result);
    }

    static EventOutcome of(Status status, BucketEvent object, String detail) {
        return new EventOutcome(status, object.url(), detail, null, null);
    }

    static EventOutcome other(String what) {
        return new EventOutcome(Status.IGNORED, null, what, null, null);
    }

    static EventOutcome repeated(EventOutcome before) {
        return new EventOutcome(
                Status.REPEATED,
                before.object,
                "handled before: " + before.status.text() + " (" + before.detail + ")",
                before.run,
                before.result);
    }
}
