package dev.stackwright.common;

import java.time.Duration;

/**
 * How often something that may pass is tried, and the pauses between: each twice the one before.
 *
 * @param tries in all, 1 or more
 * @param first pause
 * @param longest pause
 * @param sleeper waits; a parameter so that tests do not
 */
public record Backoff(int tries, Duration first, Duration longest, Sleeper sleeper) {

    private static final Duration STEP = Duration.ofMillis(100);

    /** Waits for the whole of a duration. */
    @FunctionalInterface
    public interface Sleeper {

        Sleeper SYSTEM = duration -> Thread.sleep(duration.toMillis());

        void sleep(Duration duration) throws InterruptedException;
    }

    public Backoff {
        if (tries < 1 || first.isNegative() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("expected 1 or more tries and pauses that grow, found " + tries + " and "
                    + first + " to " + longest);
        }
    }

    /** With real pauses. */
    public static Backoff of(int tries, Duration first, Duration longest) {
        return new Backoff(tries, first, longest, Sleeper.SYSTEM);
    }

    /** The pause after so many failures; 1 or more. */
    public Duration delay(int failures) {
        return doubled(first, failures - 1, longest);
    }

    /** A duration doubled so many times, but no more than the longest. */
    public static Duration doubled(Duration first, int times, Duration longest) {
        Duration delay = first;
        for (int i = 0; i < times && delay.compareTo(longest) < 0; i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longest) < 0 ? delay : longest;
    }

    /** Waits after so many failures; a cancellation ends it within a tenth of a second, by its exception. */
    public void pause(int failures, Cancellation cancellation) throws InterruptedException {
        cancellation.throwIfRequested();
        if (sleeper != Sleeper.SYSTEM) {
            sleeper.sleep(delay(failures));
            return;
        }
        for (Duration left = delay(failures); left.compareTo(Duration.ZERO) > 0; left = left.minus(STEP)) {
            sleeper.sleep(left.compareTo(STEP) < 0 ? left : STEP);
            cancellation.throwIfRequested();
        }
    }
}
