package dev.stackwright.classify;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** When a request has to be answered, whatever it waits for. */
record Deadline(Duration whole, Instant end, Clock clock) {

    static Deadline after(Duration whole, Clock clock) {
        return new Deadline(whole, clock.instant().plus(whole), clock);
    }

    /** Earlier by one part in so many of the whole. */
    Deadline earlier(int parts) {
        Duration part = whole.dividedBy(parts);
        return new Deadline(whole.minus(part), end.minus(part), clock);
    }

    /** Of nanoseconds, zero or more. */
    long left() {
        return Math.max(0, Duration.between(clock.instant(), end).toNanos());
    }

    boolean isOver() {
        return left() == 0;
    }
}
