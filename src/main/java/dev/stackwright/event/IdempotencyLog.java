package dev.stackwright.event;

import dev.stackwright.common.Json;
import dev.stackwright.event.Mark.Phase;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.store.ObjectStore.ObjectSummary;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The create-only marks by which an event is handled once: {@code events/<digest>/<n>.json}. Whoever creates the next
 * number holds the event, so that of several processes one does. A claim ends by itself, so that what a process began
 * that died is taken up again. Thread-safe, also across processes.
 */
final class IdempotencyLog {

    private static final Pattern NAME = Pattern.compile("([1-9][0-9]{0,8})\\.json");

    private final ObjectStore store;
    private final Clock clock;
    private final Duration lease;
    private final String owner;

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

    Claim claim(BucketEvent event) {
        String folder = folder(event);
        if (create(folder, claimed(1, event))) {
            return new Claim.Mine(1, event);
        }
        while (true) {
            Mark last = read(folder, lastNumber(folder));
            if (last.phase() == Phase.DONE) {
                return new Claim.Done(Objects.requireNonNull(last.outcome()));
            }
            if (!last.free(clock.instant())) {
                return new Claim.Busy(last.by(), Objects.requireNonNull(last.until()));
            }
            int next = last.number() + 1;
            if (create(folder, claimed(next, null))) {
                return new Claim.Mine(
                        next, Objects.requireNonNull(read(folder, 1).event()).withSequencer(event.sequencer()));
            }
        }
    }

    /** Ends it for good; without effect where the claim had ended and another one went on. */
    void done(Claim.Mine claim, EventOutcome outcome) {
        create(folder(claim.event()), next(claim, Phase.DONE, outcome, null));
    }

    /** Lets the next one try at once; without effect where the claim had ended and another one went on. */
    void release(Claim.Mine claim, String why) {
        create(folder(claim.event()), next(claim, Phase.RELEASED, null, why));
    }

    private Mark claimed(int number, @Nullable BucketEvent event) {
        Instant now = clock.instant();
        return new Mark(number, Phase.CLAIMED, now, owner, now.plus(lease), event, null, null);
    }

    private Mark next(Claim.Mine claim, Phase phase, @Nullable EventOutcome outcome, @Nullable String message) {
        return new Mark(claim.number() + 1, phase, clock.instant(), owner, null, null, outcome, message);
    }

    private int lastNumber(String folder) {
        try (Stream<ObjectSummary> listed = store.list(folder)) {
            return listed.map(summary -> NAME.matcher(summary.key().fileName()))
                    .filter(Matcher::matches)
                    .map(matcher -> Integer.valueOf(matcher.group(1)))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalStateException("the marks of " + folder + " are gone"));
        }
    }

    private Mark read(String folder, int number) {
        byte[] json = store.read(key(folder, number))
                .orElseThrow(() -> new IllegalStateException("mark " + number + " of " + folder + " is gone"));
        return Json.read(json, Mark.class, "mark " + key(folder, number));
    }

    private boolean create(String folder, Mark mark) {
        return store.create(key(folder, mark.number()), Json.bytes(mark));
    }

    private static String folder(BucketEvent event) {
        return "events/" + event.digest() + "/";
    }

    private static ObjectKey key(String folder, int number) {
        return new ObjectKey(folder + number + ".json");
    }
}
