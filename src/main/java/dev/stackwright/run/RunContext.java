package dev.stackwright.run;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetException;
import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.network.weights.WeightSource;
import dev.stackwright.train.TrainingContext;
import org.jspecify.annotations.Nullable;

/**
 * One process at work on one run: its documents, and what is opened when it is first needed. The stages in the classes
 * {@code …Stage} work with it. For one thread; close it.
 */
final class RunContext implements AutoCloseable {

    final TrainingParts parts;
    final RunId run;
    final TrainRequest request;
    final Progress progress;
    final Cancellation cancellation;
    final RunArtifacts folder;

    private @Nullable Prepared prepared;
    private @Nullable RunPlan plan;
    private @Nullable DatasetIndex index;
    private @Nullable WeightSource weights;
    private @Nullable Dataset dataset;
    private @Nullable ScratchFolder scratch;

    /** @param request as it was given */
    RunContext(TrainingParts parts, RunId run, TrainRequest request, Progress progress, Cancellation cancellation) {
        this.parts = parts;
        this.run = run;
        this.request = request;
        this.progress = progress;
        this.cancellation = cancellation;
        this.folder = new RunArtifacts(parts.store(), run);
    }

    /** @throws StageOrderException when the run was not prepared yet */
    Prepared prepared() {
        if (prepared == null) {
            prepared = folder.prepared()
                    .orElseThrow(() -> new StageOrderException("run " + run
                            + " was not prepared yet: expected runs/" + run + "/plan.json, which the stage prepare"
                            + " writes, found none. Run that stage first"));
        }
        return prepared;
    }

    /** The plan as prepared. */
    RunPlan plan() {
        if (plan == null) {
            plan = parts.planner().plan(prepared().request());
        }
        return plan;
    }

    DatasetIndex index() {
        if (index == null) {
            index = folder.index(prepared());
        }
        return index;
    }

    WeightSource weights() {
        if (weights == null) {
            String origin = plan().randomWeights() ? RunPlanner.RANDOM_WEIGHTS : parts.configured();
            weights = parts.weights().parse(origin, plan().training().seed(), progress, cancellation);
        }
        return weights;
    }

    /** The dataset of {@code request}, opened; whatever it holds. */
    Dataset open(RunPlan of) {
        if (dataset == null) {
            dataset = parts.datasets().open(of.dataset(), progress);
        }
        return dataset;
    }

    /** @throws DatasetException when it is no longer the one that the run was prepared with */
    Dataset dataset() {
        Dataset open = open(plan());
        Sha256 expected = prepared().dataset();
        if (!open.digest().equals(expected)) {
            throw new DatasetException(
                    open.origin() + " has changed since the run was prepared: expected the digest " + expected
                            + ", found " + open.digest()
                            + ". Members must train on the same images; submit a new run",
                    null);
        }
        return open;
    }

    TrainingContext context() {
        if (scratch == null) {
            scratch = ScratchFolder.create(parts.scratch(), run.value());
        }
        return new TrainingContext(
                parts.store(), weights(), parts.imageLimits(), parts.clock(), progress, cancellation, scratch.path());
    }

    @Override
    public void close() {
        try (ScratchFolder last = scratch;
                Dataset first = dataset) {
            // closed by being named
        }
    }
}
