package dev.stackwright.run;

import java.time.Duration;

/** Hears of runs that this process ran, for metrics. Called from any thread; must return soon and not throw. */
public interface RunListener {

    /** Hears nothing. */
    RunListener NONE = new RunListener() {};

    /**
     * An attempt at a run ended.
     *
     * @param phase what the run became; queued where it was given back
     */
    default void ended(RunState.Phase phase, Duration took) {}
}
