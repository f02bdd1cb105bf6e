package dev.stackwright.run;

import dev.stackwright.run.RunState.Phase;
import java.util.List;
import java.util.Objects;

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

    /** How often the run was begun and never spoke again: one that was given back or is tried again does not count. */
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

    /** How often the run was queued again after an error that may pass. */
    int failures() {
        return (int)
                states.stream().map(RunState::failures).filter(Objects::nonNull).count();
    }

    /** Whether a run may go from one phase to another. */
    static boolean allows(Phase from, Phase to) {
        if (from == Phase.QUEUED) {
            return to == Phase.RUNNING || to == Phase.CANCELLED || to == Phase.FAILED;
        }
        return from == Phase.RUNNING;
    }
}
