package dev.stackwright.app;

import dev.stackwright.access.ApiKeys;
import dev.stackwright.classify.Classifier;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.event.EventHandler;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.run.Stage;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectStore;
import java.util.Map;
import java.util.Optional;

/** What the commands of a terminal work with. Whoever opens them closes them. */
public interface Services extends AutoCloseable {

    ObjectStore store();

    EnsembleRepository ensembles();

    Runs runs();

    Classifier classifier();

    /** The keys of callers. */
    ApiKeys keys();

    /** What uploads start. */
    EventHandler events();

    /** Opens a dataset; the caller closes it. */
    Dataset dataset(DatasetLocation location, Progress progress);

    /**
     * Runs the training in this process and returns the run as it ended; as it stands where a server on the same store
     * took it up first. Goes on with a run that was asked for in the same words and has not ended, as its process was
     * killed.
     */
    RunView train(TrainRequest request, Progress progress, Cancellation cancellation);

    /** Goes on here with a run that waits for its next try, once that is due, and returns the run as it stands. */
    RunView resume(RunId run, Progress progress, Cancellation cancellation);

    /** Submits a run whose stages are commands of their own. */
    RunView submitForStages(TrainRequest request);

    /** Does one stage of such a run in this process. */
    Stage.Result stage(RunId run, Stage.Request call, Progress progress, Cancellation cancellation);

    /** Why a build for GPUs trains without one, or empty. */
    Optional<String> withoutGpu();

    @Override
    void close();

    /** Opens the services for one command. */
    @FunctionalInterface
    interface Opener {

        /**
         * Opens them; the caller closes them.
         *
         * @param settings configuration that wins over environment and files
         */
        Services open(Map<String, String> settings);
    }
}
