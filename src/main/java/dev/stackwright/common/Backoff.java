package dev.stackwright.common;

import java.time.Duration;

/**
 * How often something that may pass is tried, and the pauses between: each twice the one before. All that is tried
 * again here goes by it.
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

    /** Tried as long as anyone asks. */
    public static Backoff endless(Duration first, Duration longest) {
        return of(Integer.MAX_VALUE, first, longest);
    }

    /** The pause after so many failures; 1 or more. */
    public Duration delay(int failures) {
        Duration delay = first;
        for (int i = 1; i < failures && delay.compareTo(longest) < 0 && !delay.isZero(); i++) {
            delay = delay.multipliedBy(2);
        }
        return delay.compareTo(longest) < 0 ? delay : longest;
    }

    /**
     * A part of that pause, so that several which failed together do not meet again.
     *
     * @param share from 0 to 1, drawn by the caller
     */
    public Duration jittered(int failures, double share) {
        return Duration.ofNanos((long) (delay(failures).toNanos() * share));
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
