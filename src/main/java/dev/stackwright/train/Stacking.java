package dev.stackwright.train;

import dev.stackwright.progress.Progress;
import dev.stackwright.train.feature.UsableImages;
import dev.stackwright.train.stack.MemberOutputs;
import dev.stackwright.train.stack.StackSelection;

/** The stage that chooses the stack. */
final class Stacking {

    private Stacking() {}

    static StackSelection select(Workshop workshop, MemberOutputs outputs, UsableImages images) {
        workshop.context.cancellation().throwIfRequested();
        return workshop.timings.time("stack", () -> {
            try (Progress.Stage stage = workshop.context.progress().stage("stack", 1)) {
                StackSelection selection = StackSelection.select(
                        outputs,
                        images.trainingLabels(),
                        workshop.dataset.labels(),
                        workshop.plan.folds(),
                        workshop.plan.seed());
                stage.advance(1);
                return selection;
            }
        });
    }
}
