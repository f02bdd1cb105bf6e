package dev.stackwright.server;

import static java.lang.System.Logger.Level.WARNING;

import dev.stackwright.common.Printable;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The answer to a key or a token that lets nobody in: logged, until its sender has tried too often. */
@ApplicationScoped
class Refusals {

    private static final System.Logger LOG = System.getLogger(Refusals.class.getName());

    private final FailedTries failures;

    Refusals() {
        this(Clock.systemUTC());
    }

    Refusals(Clock clock) {
        failures = new FailedTries(clock);
    }

    /** @param why for the log; never the key or the token itself */
    Problem of(RoutingContext rc, String why) {
        String from = rc.request().remoteAddress().hostAddress();
        Optional<Duration> wait = failures.failed(from);
        if (wait.isPresent()) {
            return Problem.of(
                            ProblemKind.TOO_MANY_TRIES,
                            "expected at most " + FailedTries.ALLOWED
                                    + " wrong keys or tokens a minute, found more from " + from
                                    + "; try again later, with a right one")
                    .withRetryAfter(wait.get());
        }
        LOG.log(WARNING, "refused, from {0}: {1}", from, Printable.line(why));
        return Problem.of(
                ProblemKind.UNAUTHENTICATED,
                "expected a key or a token that is known and valid, found another; 'stackwright keys list' shows keys");
    }

    /**
     * Counts wrong keys by where they came from, so that neither the log nor the store is flooded by one who guesses. A right
     * key is let in all the same: whoever shares an address with a guesser is not locked out, and 256 random bits are not
     * guessed. Thread-safe; remembers the latest {@value #MOST} addresses.
     */
    static final class FailedTries {

        /** In a {@link #WINDOW}; those after it are told to wait. */
        static final int ALLOWED = 10;

        static final Duration WINDOW = Duration.ofMinutes(1);

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

        FailedTries(Clock clock) {
            this.clock = clock;
        }

        private record Count(Instant since, int tries) {}

        /** Notes one. Empty for one that is within the limit; else how long its sender shall wait, whole seconds, 1 or more. */
        Optional<Duration> failed(String from) {
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
                    : Optional.of(Duration.ofSeconds(1
                            + Duration.between(now, count.since().plus(WINDOW)).toSeconds()));
        }
    }
}
