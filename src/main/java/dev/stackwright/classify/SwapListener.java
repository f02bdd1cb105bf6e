package dev.stackwright.classify;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Duration;

/** Hears of versions taking over. Called from any thread; must return soon and not throw. */
public interface SwapListener {

    /** Hears nothing. */
    SwapListener NONE = new SwapListener() {};

    /**
     * A version was loaded.
     *
     * @param took download, verification, loading and warm-up
     */
    default void loaded(EnsembleName ensemble, EnsembleVersion version, Duration took) {}

    /**
     * A version could not be loaded.
     *
     * @param attempts in a row, for this version
     */
    default void loadFailed(EnsembleName ensemble, EnsembleVersion version, int attempts) {}
}
