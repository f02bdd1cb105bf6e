package dev.stackwright.classify.swap;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Duration;

/** Hears of versions taking over. Called from any thread; must return soon and not throw. */
public interface SwapListener {

    /** Hears nothing. */
    SwapListener NONE = new SwapListener() {};

    /** @param took download, verification, loading and warm-up */
    default void loaded(EnsembleName ensemble, EnsembleVersion version, Duration took) {}

    /** @param attempts in a row, for this version */
    default void loadFailed(EnsembleName ensemble, EnsembleVersion version, int attempts) {}
}
