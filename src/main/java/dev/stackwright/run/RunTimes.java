package dev.stackwright.run;

import dev.stackwright.common.Backoff;
import java.time.Duration;
import java.time.Instant;

/**
 * How long things may take in the queue.
 *
 * @param lease a running run whose owner was silent for longer is taken up by another
 * @param pulse how often a running run writes its progress and looks whether it is to stop; well below the lease
 * @param poll how often a worker looks for runs that other processes submitted
 * @param orphanedBefore a run whose owner was last heard of before is free at once: the start of a process that alone
 *     uses the store, else {@link Instant#MIN}
 * @param ending how often it is tried to write how a run ended: over minutes, as a store that restarts needs them
 */
public record RunTimes(Duration lease, Duration pulse, Duration poll, Instant orphanedBefore, Backoff ending) {

    public RunTimes {
        if (pulse.isNegative() || pulse.isZero() || poll.isNegative() || poll.isZero()) {
            throw new IllegalArgumentException("expected a positive pulse and poll, found " + pulse + " and " + poll);
        }
        if (lease.compareTo(pulse.multipliedBy(3)) < 0) {
            throw new IllegalArgumentException(
                    "expected a lease of at least three pulses, found " + lease + " and " + pulse);
        }
    }

    /** For what may pass: five tries, with pauses that come to fifteen leases. */
    Backoff retry() {
        return Backoff.of(5, lease, lease.multipliedBy(8));
    }

    /** A lease of 60 s, a pulse of 1 s, a poll of 2 s; an end is tried to be written for four and a half minutes. */
    public static RunTimes standard(Instant orphanedBefore) {
        return new RunTimes(
                Duration.ofSeconds(60),
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                orphanedBefore,
                Backoff.of(14, Duration.ofSeconds(1), Duration.ofSeconds(30)));
    }
}
