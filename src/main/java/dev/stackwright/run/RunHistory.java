package dev.stackwright.run;

import dev.stackwright.run.RunState.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Every state of one run, and what they allow. Numbers rise by one; the last state counts; an ended run stays ended.
 *
 * @param states in order, at least one
 */
record RunHistory(List<RunState> states) {

    RunHistory {
        states = List.copyOf(states);
        if (states.isEmpty()) {
            throw new IllegalArgumentException("expected one state or more, found none");
        }
    }

    RunState latest() {
        return states.get(states.size() - 1);
    }

    /** How often the run was begun and never spoke again: a run that was given back on shutdown does not count. */
    int attempts() {
        int attempts = 0;
        for (RunState state : states) {
            if (state.phase() == Phase.RUNNING) {
                attempts++;
            } else if (state.phase() == Phase.QUEUED && attempts > 0) {
                attempts--;
            }
        }
        return attempts;
    }

    /**
     * Whether someone may take the run up: it is queued, or its owner has been silent too long.
     *
     * @param heartbeat the owner's last sign of life, where there is one
     * @param orphanedBefore a run whose owner was last heard of before is free whatever the lease
     */
    boolean isFree(@Nullable Instant heartbeat, Instant now, Duration lease, Instant orphanedBefore) {
        RunState latest = latest();
        if (latest.phase() != Phase.RUNNING) {
            return latest.phase() == Phase.QUEUED;
        }
        Instant lastSign = heartbeat != null && heartbeat.isAfter(latest.at()) ? heartbeat : latest.at();
        return lastSign.isBefore(orphanedBefore) || lastSign.plus(lease).isBefore(now);
    }

    /** Whether a run may go from one phase to another. */
    static boolean allows(Phase from, Phase to) {
        if (from == Phase.QUEUED) {
            return to == Phase.RUNNING || to == Phase.CANCELLED || to == Phase.FAILED;
        }
        return from == Phase.RUNNING;
    }
}
