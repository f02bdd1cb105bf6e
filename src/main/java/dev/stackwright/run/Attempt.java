package dev.stackwright.run;

import dev.stackwright.ensemble.EnsembleVersion;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How an attempt at a run, or at one of its stages, came to its end.
 *
 * @param failure of one that failed, for good or not; else absent
 * @param version what it published, where it is done and that was part of it
 * @param told its progress until then
 */
record Attempt(End end, @Nullable RunFailure failure, Optional<EnsembleVersion> version, RunProgress told) {

    enum End {
        DONE,
        CANCELLED,
        /** Another process took the run up, or ended it. */
        LOST,
        /** Stopped by a shutdown. */
        GIVEN_BACK,
        /** Another try may help. */
        RETRY,
        FAILED
    }

    static Attempt ended(End end, @Nullable RunFailure failure, RunProgress told) {
        return new Attempt(end, failure, Optional.empty(), told);
    }

    RunFailure why() {
        return Objects.requireNonNull(failure, "an attempt that failed says why");
    }
}
