package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleVersion;
import java.util.Optional;

/** What one stage does. Done again, it does nothing; may be called by several processes at once. */
@FunctionalInterface
public interface StageJob {

    /**
     * Does one stage.
     *
     * @param call not of the stage fail
     * @param cancellation to be asked between steps
     * @return the version that was published, for the stage publish; else empty
     * @throws StageOrderException when an earlier stage is missing
     * @throws dev.stackwright.common.CancelledException when asked to stop
     */
    Optional<EnsembleVersion> stage(
            RunId run, TrainRequest request, StageCall call, Progress progress, Cancellation cancellation);
}
