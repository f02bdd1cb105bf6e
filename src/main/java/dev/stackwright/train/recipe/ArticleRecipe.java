package dev.stackwright.train.recipe;

import dev.stackwright.common.Progress;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Head;
import dev.stackwright.train.ArticleDepartures;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.FeaturePass;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.finetune.FineTuneResult;
import dev.stackwright.train.finetune.FineTuner;
import dev.stackwright.train.finetune.GlorotHead;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The article's recipe, to compare with: every weight trained at once, batch norm too, with Adam at a constant rate, the
 * last epoch's weights taken; then the members' probabilities stacked by a small dense net fitted on the very images that
 * the members were trained on, which is its weakness. No temperature. {@link ArticleDepartures} names what is done
 * otherwise. The validation part is measured after each epoch, for the curves alone.
 */
final class ArticleRecipe implements MemberTrainer.MemberRecipe {

    private final TrainingSession session;
    private final FineTuneSettings settings;

    ArticleRecipe(TrainingSession session) {
        this.session = session;
        this.settings = session.plan.fineTuning().article();
    }

    @Override
    public TrainedMember.WithWeights train(PretrainedNetwork network) {
        PixelDataset images = session.images();
        FineTuneResult tuned = tune(network, images);
        int[] all = IntStream.range(0, images.pixels().rows()).toArray();
        FeatureMatrix features = FeaturePass.of(
                network.network(),
                tuned.tuned().weights(),
                images,
                all,
                session.context.features(),
                session.context.cancellation());
        FeatureMatrix validation = features.rows(images.trainingRows().length, features.rows());
        TrainingHistory curve = new TrainingHistory(
                network.network().name(),
                tuned.steps(),
                tuned.epochs().size(),
                "the last epoch's weights, as the article has it",
                tuned.epochs(),
                List.of(),
                null);
        TrainedMember member = new TrainedMember(
                Weights.of(tuned.tuned().weights()),
                Origin.ARTICLE,
                tuned.tuned().head(),
                Optional.empty(),
                new Outputs(
                        tuned.tuned().head().logits(features, images.trainingRows()),
                        false,
                        Optional.empty(),
                        tuned.tuned().head().logits(validation),
                        validation),
                Optional.of(curve),
                images.usable().findings(),
                Measurements.NONE);
        return new TrainedMember.WithWeights(member, tuned.tuned().weights());
    }

    private FineTuneResult tune(PretrainedNetwork pretrained, PixelDataset images) {
        String name = "train " + pretrained.network().name();
        int[] rows = images.trainingRows();
        long seed = SeedSequence.hash(
                session.plan.seed(), "article " + pretrained.network().name());
        Head head = session.classes() == 2
                ? GlorotHead.sigmoid(pretrained.network(), seed)
                : GlorotHead.softmax(pretrained.network(), session.classes(), seed);
        FineTuneResult tuned = session.timings.time(name, () -> {
            try (Progress.Task stage = session.context.progress().stage(name, settings.steps(rows.length));
                    FineTuner tuner = session.tuner(images, settings, pretrained)) {
                return tuner.tune(
                        head,
                        new FineTuner.Training(
                                TrainingSession.ALL,
                                rows,
                                images.validationRows(),
                                seed,
                                session.checkpoints(pretrained.network(), "training")),
                        stage);
            }
        });
        session.remark(pretrained.network().name(), "train", tuned.pace().text());
        return tuned;
    }
}
