package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Staleness;
import dev.stackwright.store.BucketLayout;
import dev.stackwright.store.Journal;
import dev.stackwright.store.Journal.Entries;
import dev.stackwright.store.Journal.Entry;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The marks by which an event is handled once: a journal for each event, {@code events/<digest>/<n>.json}. Whoever
 * appends the next mark holds the event, so that of several processes one does. Thread-safe, also across processes.
 *
 * <p>A claim ends by itself, so that what a process began that died is taken up again. When it ends is not read from the
 * claimer's clock, which may go otherwise: it is over once this process saw it stand still for the lease. A process that
 * sees it for the first time, as one that is started for one event does, takes it for over when its end lies so far back
 * that no two clocks differ as much. A mark that cannot be read counts as one that was given back: then the work is done
 * again, which changes nothing.
 */
final class IdempotencyLog {

    private static final DocumentSchema<Mark> SCHEMA = new DocumentSchema<>(Mark.class, 1);

    /** Leases by which the clocks of two machines may differ at most. */
    private static final int CLOCKS_APART = 4;

    /** Beyond it the claim that was seen first is forgotten, and its lease begins anew when it is seen again. */
    private static final int MOST_SEEN = 10_000;

    private final ObjectStore store;
    private final Clock clock;
    private final Duration lease;
    private final String owner;
    private final Staleness<String> claims = new Staleness<>(MOST_SEEN);

    IdempotencyLog(ObjectStore store, Clock clock, Duration lease, String owner) {
        this.store = store;
        this.clock = clock;
        this.lease = lease;
        this.owner = owner;
    }

    /** What asking for an event gives. */
    sealed interface Claim {

        /**
         * The caller is the one.
         *
         * @param number of the claim's mark
         * @param event as it was told first: what follows from it is the same however often it is told
         */
        record Mine(int number, BucketEvent event) implements Claim {

            /** Whether nobody began it before. */
            boolean first() {
                return number == 1;
            }
        }

        record Busy(String by, Instant until) implements Claim {}

        record Done(EventOutcome outcome) implements Claim {}
    }

    /**
     * One mark; the highest number counts.
     *
     * @param by the process that made it
     * @param until a claim's end by the claimer's clock
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
    }

    Claim claim(BucketEvent event) {
        Journal<Mark> marks = marks(event);
        if (marks.append(claimed(1, event))) {
            return new Claim.Mine(1, event);
        }
        while (true) {
            Entries<Mark> entries = marks.entries();
            if (entries.latest().orElse(null) instanceof Entry.Written<Mark> last) {
                Mark mark = last.value();
                if (mark.phase() == Mark.Phase.DONE) {
                    return new Claim.Done(Objects.requireNonNull(mark.outcome()));
                }
                if (mark.phase() == Mark.Phase.CLAIMED && !isOver(event, mark)) {
                    return new Claim.Busy(mark.by(), Objects.requireNonNull(mark.until()));
                }
            }
            int next = Math.toIntExact(entries.next());
            if (marks.append(claimed(next, next == 1 ? event : null))) {
                return new Claim.Mine(next, firstTold(entries, event));
            }
        }
    }

    private boolean isOver(BucketEvent event, Mark claim) {
        Instant now = clock.instant();
        return claims.outlasts(lease, event.digest().hex(), claim.number(), now)
                || now.isAfter(Objects.requireNonNull(claim.until()).plus(lease.multipliedBy(CLOCKS_APART)));
    }

    private static BucketEvent firstTold(Entries<Mark> entries, BucketEvent now) {
        return entries.oldestReadable().map(Mark::event).orElse(now).withSequencer(now.sequencer());
    }

    /** Ends it for good; without effect where the claim had ended and another one went on. */
    void done(Claim.Mine claim, EventOutcome outcome) {
        marks(claim.event()).append(next(claim, Mark.Phase.DONE, outcome, null));
    }

    /** Lets the next one try at once; without effect where the claim had ended and another one went on. */
    void release(Claim.Mine claim, String why) {
        marks(claim.event()).append(next(claim, Mark.Phase.RELEASED, null, why));
    }

    private Mark claimed(int number, @Nullable BucketEvent event) {
        Instant now = clock.instant();
        return new Mark(number, Mark.Phase.CLAIMED, now, owner, now.plus(lease), event, null, null);
    }

    private Mark next(Claim.Mine claim, Mark.Phase phase, @Nullable EventOutcome outcome, @Nullable String message) {
        return new Mark(claim.number() + 1, phase, clock.instant(), owner, null, null, outcome, message);
    }

    private Journal<Mark> marks(BucketEvent event) {
        return new Journal<>(store, BucketLayout.EVENTS + event.digest() + "/", 1, SCHEMA, Mark::number);
    }
}
