package dev.stackwright.event;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.Runs;
import dev.stackwright.store.ObjectStore;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What events are handled with.
 *
 * @param served whether a version of an ensemble is promoted; asked first, so that an image may wait for its ensemble
 *     for ever and leave no marks
 * @param lease how long a handler has an event to itself; longer than one takes, shorter than a queue waits to tell it
 *     again
 * @param owner names this process among all that share a store
 */
public record EventParts(
        ObjectStore store,
        Runs runs,
        RunPlanner planner,
        ImageClassifier classifier,
        Predicate<EnsembleName> served,
        Clock clock,
        Duration lease,
        String owner) {

    /** Two minutes: as long as a function may take, a sixth of the time for which its queue hides a message. */
    public static final Duration LEASE = Duration.ofMinutes(2);

    public EventParts {
        if (lease.isNegative() || lease.isZero()) {
            throw new IllegalArgumentException("lease: expected a positive time, found " + lease);
        }
    }
}
