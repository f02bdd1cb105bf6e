package dev.stackwright.train.recipe;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.network.Network;
import dev.stackwright.train.Made;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import java.util.List;

/**
 * Trains the members of one plan, one after the other; what a member becomes does not depend on which others are trained
 * by the same trainer. Decodes images once, however many members see them. For one thread; close it.
 */
public final class MemberTrainer implements AutoCloseable {

    private final TrainingSession workshop;
    private final MemberRecipe recipe;

    /** @param dataset stays the caller's to close */
    public MemberTrainer(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        this.workshop = new TrainingSession(plan, dataset, context);
        this.recipe = switch (plan.recipe()) {
            case PROBE -> new ProbeRecipe(workshop);
            case FINETUNE -> new FineTuneRecipe(workshop);
            case ARTICLE -> new ArticleRecipe(workshop);
            case AUTO -> throw new IllegalStateException("a plan never says auto");
        };
    }

    /**
     * Does in one pass over the images what several networks need, and keeps it for {@link #train}. Never needed; saves
     * decoding the images once a network.
     *
     * @throws dev.stackwright.common.CancelledException when asked to stop
     */
    public void together(List<Network> networks) {
        List<PretrainedNetwork> wanted = workshop.weights(networks);
        Recipe kind = workshop.plan.recipe();
        if (kind == Recipe.PROBE) {
            workshop.see(wanted);
        } else if (kind == Recipe.FINETUNE) {
            workshop.see(wanted.stream()
                    .filter(network -> !FineTuneRecipe.fromNothing(network.weights()))
                    .toList());
        }
    }

    /**
     * Trains one member. The validation part decides nothing.
     *
     * @throws dev.stackwright.common.CancelledException when asked to stop
     * @throws TrainingException when a loss became NaN, or the dataset cannot be read any longer
     */
    public Made train(Network network) {
        Made made = recipe.train(workshop.weights(List.of(network)).get(0));
        Measurements work = workshop.work(network);
        workshop.forget(network);
        return new Made(made.member().withWork(work), made.weights());
    }

    @Override
    public void close() {
        workshop.close();
    }
}
