package dev.stackwright.train.recipe;

import dev.stackwright.dataset.Dataset;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FeatureSubspace;
import dev.stackwright.network.Network;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainingContext;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.TrainingPlan;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.FeaturePass;
import dev.stackwright.train.data.SubspaceFit;
import dev.stackwright.train.data.UsableImages;
import dev.stackwright.train.stacking.TemperatureFit;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Trains the members of one plan, one after the other; what a member becomes does not depend on which others are trained
 * by the same trainer. Decodes images once, however many members see them. For one thread; close it.
 */
public final class MemberTrainer implements AutoCloseable {

    /** Trains one member after the other; members do not know of each other. For one thread. */
    interface MemberRecipe {

        /** What was made, its work not yet added up. */
        TrainedMember.WithWeights train(PretrainedNetwork network);
    }

    private final TrainingSession session;
    private final MemberRecipe recipe;

    /** @param dataset stays the caller's to close */
    public MemberTrainer(TrainingPlan plan, Dataset dataset, TrainingContext context) {
        this.session = new TrainingSession(plan, dataset, context);
        this.recipe = switch (plan.recipe()) {
            case PROBE -> new ProbeRecipe(session);
            case FINETUNE -> new FineTuneRecipe(session);
            case ARTICLE -> new ArticleRecipe(session);
            case AUTO -> throw new IllegalStateException("a plan never says auto");
        };
    }

    /**
     * Does in one pass over the images what several networks need, and keeps it for {@link #train}. Never needed; saves
     * decoding the images once a network.
     *
     * @throws dev.stackwright.common.Cancellation.CancelledException when asked to stop
     */
    public void together(List<Network> networks) {
        List<PretrainedNetwork> pretrained = session.weights(networks);
        Recipe kind = session.plan.recipe();
        if (kind == Recipe.PROBE) {
            session.computeFeatures(pretrained);
        } else if (kind == Recipe.FINETUNE) {
            session.computeFeatures(pretrained.stream()
                    .filter(network -> !network.weights().fromNothing())
                    .toList());
        }
    }

    /**
     * Trains one member. The validation part decides nothing.
     *
     * @throws dev.stackwright.common.Cancellation.CancelledException when asked to stop
     * @throws TrainingException when a loss became NaN, or the dataset cannot be read any longer
     */
    public TrainedMember.WithWeights train(Network network) {
        TrainedMember.WithWeights made =
                recipe.train(session.weights(List.of(network)).get(0));
        FeatureSubspace seen = session.timings.time("seen", () -> seen(network, made));
        Measurements work = session.work(network);
        session.forget(network);
        return new TrainedMember.WithWeights(
                tempered(made.member()).withSeen(seen).withWork(work), made.weights());
    }

    /** By features of some training images; they are computed where training left none of the network that is served. */
    private FeatureSubspace seen(Network network, TrainedMember.WithWeights made) {
        FeatureMatrix known = made.member().outputs().trainingFeatures().orElse(null);
        FeatureMatrix features = known != null
                ? known
                : FeaturePass.of(
                        network,
                        made.weights(),
                        session.images(),
                        SubspaceFit.rows(session.images().trainingRows().length),
                        session.context.features(),
                        session.context.cancellation());
        return SubspaceFit.fit(features, IntStream.range(0, features.rows()).toArray());
    }

    /**
     * Out-of-fold logits tell how sure a member may be of itself. Members are set right before they are stacked: a mean of
     * logits follows whoever is surest. Where nothing is out of fold there is nothing to tell by.
     */
    private TrainedMember tempered(TrainedMember member) {
        return member.outputs()
                .trainingOutOfFold()
                .map(logits -> {
                    UsableImages images = UsableImages.of(session.dataset.index(), member.findings());
                    int[] labels = images.trainingLabels();
                    return member.tempered(
                            TemperatureFit.fit(logits, labels),
                            TemperatureFit.crossFitted(logits, labels, session.folds(images)));
                })
                .orElse(member);
    }

    @Override
    public void close() {
        session.close();
    }
}
