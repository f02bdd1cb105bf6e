package dev.stackwright.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Counts wrong keys by where they came from, so that neither the log nor the store is flooded by one who guesses. A right
 * key is let in all the same: whoever shares an address with a guesser is not locked out, and 256 random bits are not
 * guessed. Thread-safe; remembers the latest {@value #MOST} addresses.
 */
public final class FailedTries {

    /** In a {@link #WINDOW}; those after it are told to wait. */
    public static final int ALLOWED = 10;

    public static final Duration WINDOW = Duration.ofMinutes(1);

    private static final int MOST = 10_000;

    private final Clock clock;

    /** Guarded by itself. */
    private final Map<String, Count> counts = new LinkedHashMap<>(16, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Count> eldest) {
            return size() > MOST;
        }
    };

    public FailedTries(Clock clock) {
        this.clock = clock;
    }

    private record Count(Instant since, int tries) {}

    /** Notes one. Empty for one that is within the limit; else how long its sender shall wait, whole seconds, 1 or more. */
    public Optional<Duration> failed(String from) {
        Instant now = clock.instant();
        Count count;
        synchronized (counts) {
            count = counts.merge(
                    from,
                    new Count(now, 1),
                    (before, one) -> now.isBefore(before.since().plus(WINDOW))
                            ? new Count(before.since(), Math.min(before.tries(), ALLOWED) + 1)
                            : one);
        }
        return count.tries() <= ALLOWED
                ? Optional.empty()
                : Optional.of(Duration.ofSeconds(
                        1 + Duration.between(now, count.since().plus(WINDOW)).toSeconds()));
    }
}
