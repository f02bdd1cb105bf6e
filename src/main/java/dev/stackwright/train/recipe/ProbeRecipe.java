package dev.stackwright.train.recipe;

import dev.stackwright.train.Made;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.TrainingHistory;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.Features;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.recipe.TrainingSession.FrozenFeatures;
import java.util.Optional;

/** Networks frozen: logistic heads on their features, stacked on out-of-fold logits. */
final class ProbeRecipe implements MemberRecipe {

    private final TrainingSession workshop;

    ProbeRecipe(TrainingSession workshop) {
        this.workshop = workshop;
    }

    @Override
    public Made train(PretrainedNetwork network) {
        FrozenFeatures seen = workshop.seen(network);
        Probe probe = workshop.probe(seen);
        return member(network, seen, probe, Optional.empty());
    }

    /** @param curve of the training that made nothing better, where there was one */
    static Made member(PretrainedNetwork network, FrozenFeatures seen, Probe probe, Optional<TrainingHistory> curve) {
        Features features = seen.features();
        TrainedMember member = new TrainedMember(
                Weights.of(network.weights()),
                Origin.PROBE,
                probe.head(),
                Optional.of(probe.choice()),
                new Outputs(
                        probe.outOfFold(),
                        true,
                        Optional.of(features.training()),
                        probe.head().logits(features.validation()),
                        features.validation()),
                curve,
                seen.images().setAside(),
                Measurements.NONE);
        return new Made(member, network.weights());
    }
}
