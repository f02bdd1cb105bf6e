package dev.stackwright.train.recipe;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.train.Made;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.report.Trained;
import dev.stackwright.train.report.Training;
import java.util.ArrayList;
import java.util.List;

/** All stages of training in memory, as one process does them with the store between. */
final class AtOnce {

    private AtOnce() {}

    static Trained train(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        Training.check(plan, dataset.index());
        List<Made> made = new ArrayList<>();
        try (MemberTrainer trainer = new MemberTrainer(plan, dataset, context)) {
            trainer.together(plan.members());
            plan.members().forEach(network -> made.add(trainer.train(network)));
        }
        List<TrainedMember> members = made.stream().map(Made::member).toList();
        TrainedStack stack = StackTrainer.stack(plan, dataset.index(), members, context.clock());
        return Training.finish(
                plan, dataset.index(), members, made.stream().map(Made::weights).toList(), stack);
    }
}
