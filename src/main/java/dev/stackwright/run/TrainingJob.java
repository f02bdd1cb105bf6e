package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.ensemble.EnsembleVersion;

/** What a run does: trains, publishes and, where asked, promotes. Called by one thread at a time. */
@FunctionalInterface
public interface TrainingJob {

    /**
     * Trains and publishes an ensemble.
     *
     * @param cancellation to be asked between steps
     * @return the version it published
     * @throws dev.stackwright.common.CancelledException when asked to stop
     */
    EnsembleVersion run(RunId run, TrainRequest request, Progress progress, Cancellation cancellation);
}
