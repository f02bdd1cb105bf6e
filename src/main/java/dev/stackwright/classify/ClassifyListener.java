package dev.stackwright.classify;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.time.Duration;

/** Hears of the work done, for metrics. Called from any thread; must return soon and not throw. */
public interface ClassifyListener {

    /** Hears nothing. */
    ClassifyListener NONE = new ClassifyListener() {};

    /**
     * A url became pixels.
     *
     * @param bytes of the encoded image
     * @param fetching from the first look-up to the last byte
     * @param decoding the wait for a free decoder included
     */
    default void imageReady(long bytes, Duration fetching, Duration decoding) {}

    /**
     * An image had no answer.
     *
     * @param code as in the reply, e.g. {@code address-refused}: a small closed set, fit for a metric's tag
     */
    default void imageFailed(String code) {}

    /** One native call of all members and the stack. */
    default void predicted(EnsembleName ensemble, int images, Duration took) {}

    /** A request was answered. */
    default void answered(EnsembleName ensemble, int urls, int failed, Duration took) {}

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
