package dev.stackwright.run;

import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleName;
import java.time.Duration;
import java.util.Optional;

/** Hears of runs, for metrics and traces. Called from any thread; must return soon and not throw. */
public interface RunListener {

    /** Hears nothing. */
    RunListener NONE = new RunListener() {};

    /**
     * A try at a run, or at one stage of it, begins on this thread.
     *
     * @param stage the stage that is done alone, e.g. {@code member-mobilenet-v2}; empty for the whole run
     * @return hears of its steps, and is closed at its end on this thread
     */
    default Work begun(RunId run, EnsembleName ensemble, Optional<String> stage) {
        return Work.UNHEARD;
    }

    /**
     * A try at a whole run ended.
     *
     * @param phase what the run became; queued where it was given back
     */
    default void ended(RunState.Phase phase, Duration took) {}

    /** A try under way. */
    interface Work extends Progress, AutoCloseable {

        /** Hears nothing. */
        Work UNHEARD = (name, total) -> Progress.NONE.stage(name, total);

        /** It failed; closing follows. */
        default void failed(Throwable cause) {}

        @Override
        default void close() {}
    }
}
