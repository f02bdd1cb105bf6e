package dev.stackwright.classify;

import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor.Prediction;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Hears of the work done, for metrics. Called from any thread; must return soon and not throw. */
public interface ClassifyListener {

    /** Hears nothing. */
    ClassifyListener NONE = new ClassifyListener() {};

    /**
     * A request begins, on the thread that answers it.
     *
     * @param version which answers it
     * @return who hears of this request's images, until it is {@link #over}
     */
    default ClassifyListener begin(EnsembleName ensemble, EnsembleVersion version) {
        return this;
    }

    /** The request that began is over, answered or not; on its thread. What is late may still be heard. */
    default void over() {}

    /** What images go through one by one. */
    enum Step {
        FETCH,
        DECODE
    }

    /**
     * A step of one image is over; of one that failed, too.
     *
     * @param source where it comes from, without what may be a secret in it: user, password, query and fragment
     * @param failure what it failed with
     */
    default void stepped(Step step, String source, Duration took, @Nullable Exception failure) {}

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

    /**
     * One native call of all members and the stack, for one request or several.
     *
     * @param by whose answers they are
     */
    default void predicted(Manifest by, Prediction answers, Duration took) {}

    /**
     * Images of a request have their answers.
     *
     * @param took the wait for the call included, and what images of other requests in it took
     */
    default void predictionReady(int images, Duration took) {}

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
