package dev.stackwright.train;

import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Says;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.Workshop.Seen;
import dev.stackwright.train.feature.FeatureStage.Wanted;
import dev.stackwright.train.feature.Features;
import dev.stackwright.train.fit.Probe;
import dev.stackwright.train.report.Curve;
import java.util.Optional;

/** Networks frozen: logistic heads on their features, stacked on out-of-fold logits. */
final class ProbeRecipe implements MemberRecipe {

    private final Workshop workshop;

    ProbeRecipe(Workshop workshop) {
        this.workshop = workshop;
    }

    @Override
    public Made train(Wanted network) {
        Seen seen = workshop.seen(network);
        Probe probe = workshop.probe(seen);
        return member(network, seen, probe, Optional.empty());
    }

    /** @param curve of the training that made nothing better, where there was one */
    static Made member(Wanted network, Seen seen, Probe probe, Optional<Curve> curve) {
        Features features = seen.features();
        TrainedMember member = new TrainedMember(
                Weights.of(network.weights()),
                Origin.PROBE,
                probe.head(),
                Optional.of(probe.choice()),
                new Says(
                        probe.outOfFold(),
                        true,
                        Optional.of(features.training()),
                        probe.head().logits(features.validation()),
                        features.validation()),
                curve,
                seen.images().setAside(),
                Work.NONE);
        return new Made(member, network.weights());
    }
}
