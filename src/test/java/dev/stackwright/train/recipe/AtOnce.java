package dev.stackwright.train.recipe;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.WithWeights;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.ReportBuilder;
import java.util.ArrayList;
import java.util.List;

/** All stages of training in memory, as one process does them with the store between. */
final class AtOnce {

    private AtOnce() {}

    record Trained(EnsembleModel model, Report report) {

        ValidationScores figures() {
            return report.scores();
        }
    }

    static Trained train(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        List<WithWeights> made = new ArrayList<>();
        try (MemberTrainer trainer = new MemberTrainer(plan, dataset, context)) {
            trainer.together(plan.members());
            plan.members().forEach(network -> made.add(trainer.train(network)));
        }
        List<TrainedMember> members = made.stream().map(WithWeights::member).toList();
        TrainedStack stack = StackTrainer.stack(
                plan,
                dataset.index(),
                members,
                context.clock(),
                context.devices(),
                context.progress(),
                context.cancellation());
        return new Trained(
                stack.ensemble(
                        plan,
                        dataset.labels(),
                        members,
                        made.stream().map(WithWeights::weights).toList()),
                ReportBuilder.of(plan, dataset.index(), members, stack).report());
    }
}
