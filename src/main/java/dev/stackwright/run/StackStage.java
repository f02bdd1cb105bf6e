package dev.stackwright.run;

import dev.stackwright.common.Progress;
import dev.stackwright.network.Network;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.recipe.StackTrainer;
import java.util.ArrayList;
import java.util.List;

/** Fits the stack on what all members say, and keeps it. */
final class StackStage {

    private StackStage() {}

    /**
     * @throws StageOrderException when a member is not there yet
     * @throws dev.stackwright.train.TrainingException when the members did not see the same images
     */
    static void run(RunContext work) {
        if (work.folder.stack().find().isPresent()) {
            return;
        }
        List<TrainedMember> members = members(work);
        work.cancellation.throwIfRequested();
        try (Progress.Task stage = work.progress.stage("stack", 1)) {
            work.folder
                    .stack()
                    .keep(StackTrainer.stack(work.plan().training(), work.index(), members, work.parts.clock()));
            stage.advance(1);
        }
    }

    /** Every member, in the plan's order. */
    static List<TrainedMember> members(RunContext work) {
        List<TrainedMember> members = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Network network : work.plan().training().members()) {
            work.folder.member(network.name()).find().ifPresentOrElse(members::add, () -> missing.add(network.name()));
        }
        if (!missing.isEmpty()) {
            throw new StageOrderException("run " + work.run + ": expected every member trained, found none of "
                    + String.join(", ", missing) + ". Run the stage member for each of them first");
        }
        return members;
    }
}
