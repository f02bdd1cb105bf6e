package dev.stackwright.train.recipe;

import dev.stackwright.network.NetworkWeights;
import dev.stackwright.train.Made;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.recipe.TrainingSession.FrozenFeatures;
import java.util.Optional;

/**
 * Linear probe, then fine-tuning of the whole network from the probe's head (Kumar et al., Fine-tuning can distort
 * pretrained features, ICLR 2022). Networks from random weights have no probe: their features mean nothing yet.
 */
final class FineTuneRecipe implements MemberRecipe {

    private final TrainingSession workshop;

    FineTuneRecipe(TrainingSession workshop) {
        this.workshop = workshop;
    }

    @Override
    public Made train(PretrainedNetwork network) {
        PixelDataset images = workshop.images();
        StratifiedFolds folds = workshop.folds(images.usable().trainingLabels());
        MemberTuning tuning = new MemberTuning(workshop, images, folds);
        return tuning.tune(
                network, fromNothing(network.weights()) ? Optional.empty() : Optional.of(known(network, images)));
    }

    /** Random weights say so in their origin. */
    static boolean fromNothing(NetworkWeights weights) {
        return weights.origin().startsWith("random");
    }

    private MemberTuning.ProbeResult known(PretrainedNetwork network, PixelDataset images) {
        FrozenFeatures seen = workshop.seen(network);
        if (!seen.images().equals(images.usable())) {
            throw new TrainingException(
                    "other images could be decoded for features than for fine-tuning (set aside: "
                            + seen.images().setAside() + " and "
                            + images.usable().setAside()
                            + "); is the machine short of memory? Try again",
                    null);
        }
        return new MemberTuning.ProbeResult(seen, workshop.probe(seen));
    }
}
