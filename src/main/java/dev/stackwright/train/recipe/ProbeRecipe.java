package dev.stackwright.train.recipe;

import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.data.FeatureComputation.Features;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.recipe.TrainingSession.FrozenFeatures;
import java.util.Optional;

/** Networks frozen: logistic heads on their features, stacked on out-of-fold logits. */
final class ProbeRecipe implements MemberTrainer.MemberRecipe {

    private final TrainingSession session;

    ProbeRecipe(TrainingSession session) {
        this.session = session;
    }

    @Override
    public TrainedMember.WithWeights train(PretrainedNetwork network) {
        FrozenFeatures frozen = session.frozen(network);
        Probe probe = session.probe(frozen);
        return member(network, frozen, probe, Optional.empty());
    }

    /** @param curve of the training that made nothing better, where there was one */
    static TrainedMember.WithWeights member(
            PretrainedNetwork network, FrozenFeatures frozen, Probe probe, Optional<TrainingHistory> curve) {
        Features features = frozen.features();
        TrainedMember member = new TrainedMember(
                Weights.of(network.weights()),
                Origin.PROBE,
                probe.head(),
                Optional.of(probe.penalty()),
                new Outputs(
                        probe.outOfFold(),
                        true,
                        Optional.of(features.training()),
                        probe.head().logits(features.validation()),
                        features.validation()),
                curve,
                frozen.images().findings(),
                Measurements.NONE);
        return new TrainedMember.WithWeights(member, network.weights());
    }
}
