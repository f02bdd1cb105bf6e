package dev.stackwright.cli;

import dev.stackwright.classify.Classifier;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.progress.Cancellation;
import dev.stackwright.progress.Progress;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.run.TrainRequest;
import java.util.Map;

/** The rooms behind the door, as far as commands need them. Whoever opens them closes them. */
interface Rooms extends AutoCloseable {

    EnsembleRepository ensembles();

    Runs runs();

    Classifier classifier();

    /** Runs the training in this process and returns the run as it ended. */
    RunView train(TrainRequest request, Progress progress, Cancellation cancellation);

    @Override
    void close();

    /** Opens the rooms for one command. */
    @FunctionalInterface
    interface Opener {

        /** @param settings configuration that wins over environment and files */
        Rooms open(Map<String, String> settings);
    }
}
