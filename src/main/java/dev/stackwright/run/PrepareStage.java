package dev.stackwright.run;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.dataset.DatasetIndex;
import java.time.temporal.ChronoUnit;

/** Decides once what the request leaves open, looks whether the dataset will do, and writes both down. */
final class PrepareStage {

    private PrepareStage() {}

    /**
     * @throws InvalidRequestException naming the field at fault
     * @throws dev.stackwright.dataset.DatasetException when the dataset cannot be used
     * @throws dev.stackwright.train.TrainingException when there are fewer images of a label than folds
     */
    static void run(RunContext work) {
        if (work.folder.prepared().isPresent()) {
            return;
        }
        TrainRequest decided = work.folder.launch().decide(work.request);
        TrainRequest resolved = work.parts.planner().resolve(decided);
        RunPlan plan = work.parts.planner().plan(resolved);
        Dataset dataset = work.open(plan);
        work.cancellation.throwIfRequested();
        DatasetIndex index = dataset.index();
        plan.training().check(index);
        work.folder.keep(resolved, index, work.parts.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }
}
