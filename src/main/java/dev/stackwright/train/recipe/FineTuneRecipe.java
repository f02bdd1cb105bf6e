package dev.stackwright.train.recipe;

import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainingException;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.recipe.TrainingSession.FrozenFeatures;
import java.util.List;
import java.util.Optional;

/**
 * Linear probe, then fine-tuning of the whole network from the probe's head (Kumar et al., Fine-tuning can distort
 * pretrained features, ICLR 2022). Networks from random weights have no probe: their features mean nothing yet.
 */
final class FineTuneRecipe implements MemberTrainer.MemberRecipe {

    private final TrainingSession session;

    FineTuneRecipe(TrainingSession session) {
        this.session = session;
    }

    @Override
    public TrainedMember.WithWeights train(PretrainedNetwork network) {
        PixelDataset images = session.images();
        StratifiedFolds folds = session.folds(images.usable());
        Optional<MemberTuning.ProbeResult> probed =
                network.weights().fromNothing() ? Optional.empty() : Optional.of(probed(network, images));
        return new MemberTuning(session, images, folds, network, probed).tune();
    }

    private MemberTuning.ProbeResult probed(PretrainedNetwork network, PixelDataset images) {
        FrozenFeatures frozen = session.frozen(network);
        List<Example> now = images.usable().training();
        if (!frozen.images().training().equals(now)
                || !frozen.images().validation().equals(images.usable().validation())) {
            throw new TrainingException(
                    "other images could be decoded for features than for fine-tuning (set aside: "
                            + frozen.images().setAside() + " and "
                            + images.usable().setAside()
                            + "); was the machine short of memory? Delete the objects below features/ and try again",
                    null);
        }
        return new MemberTuning.ProbeResult(frozen, session.probe(frozen));
    }
}
