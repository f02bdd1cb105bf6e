package dev.stackwright.train.report;

import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.dataset.Example;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingPlan;
import java.util.List;

/** The ends of training: what is checked before the members are trained, and what is made of them and their stack. */
public final class Training {

    private Training() {}

    /**
     * Before hours of computing: would there be enough of each label at all?
     *
     * @throws TrainingException when there are fewer images of a label than folds
     */
    public static void check(TrainingPlan plan, DatasetIndex dataset) {
        if (plan.recipe() != Recipe.ARTICLE) {
            int[] labels = dataset.training().stream().mapToInt(Example::label).toArray();
            var unused = StratifiedFolds.stratified(labels, dataset.labels(), plan.folds(), plan.seed());
        }
    }

    /**
     * Puts the ensemble together and scores it: here the validation part is read, when all is chosen.
     *
     * @param members in the plan's order
     * @param weights theirs, in that order
     */
    public static Trained finish(
            TrainingPlan plan,
            DatasetIndex dataset,
            List<TrainedMember> members,
            List<NetworkWeights> weights,
            TrainedStack stack) {
        return new ReportBuilder(plan, dataset, members, stack).trained(weights);
    }
}
