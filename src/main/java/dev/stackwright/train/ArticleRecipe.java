package dev.stackwright.train;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Head;
import dev.stackwright.progress.Progress;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Says;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.feature.FeatureStage.Wanted;
import dev.stackwright.train.fold.Seeds;
import dev.stackwright.train.report.Curve;
import dev.stackwright.train.tune.GlorotHead;
import dev.stackwright.train.tune.Images;
import dev.stackwright.train.tune.Tuned;
import dev.stackwright.train.tune.Tuner;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The article's recipe, to compare with: every weight trained at once, batch norm too, with Adam at a constant rate, the
 * last epoch's weights taken; then the members' outputs stacked by a small dense net fitted on the very images that the
 * members were trained on, which is its weakness. No temperature. One departure: stable logits all through, where the
 * article tells its loss that sigmoid outputs were logits.
 *
 * <p>Two labels have the pair of logits (0, z) at the start. Adam moves both, so z moves twice as fast in the head as
 * {@code Dense(1)} would; the gradients that reach the network are the same.
 */
final class ArticleRecipe implements MemberRecipe {

    private final Workshop workshop;
    private final FineTuneSettings settings;

    ArticleRecipe(Workshop workshop) {
        this.workshop = workshop;
        this.settings = workshop.plan.fineTuning().article();
    }

    @Override
    public Made train(Wanted network) {
        Images images = workshop.images();
        Tuned tuned = tune(network, images);
        int[] all = IntStream.range(0, images.pixels().rows()).toArray();
        FeatureMatrix features =
                RowFeatures.of(network.network(), tuned.weights(), images, all, workshop.context.cancellation());
        FeatureMatrix validation = features.rows(images.trainingRows().length, features.rows());
        Curve curve = new Curve(
                network.network().name(),
                tuned.steps(),
                tuned.bestEpoch(),
                "the last epoch's weights, as the article has it",
                tuned.epochs(),
                List.of());
        TrainedMember member = new TrainedMember(
                Weights.of(tuned.weights()),
                Origin.ARTICLE,
                tuned.head(),
                Optional.empty(),
                new Says(
                        tuned.head().logits(features, images.trainingRows()),
                        false,
                        Optional.empty(),
                        tuned.head().logits(validation),
                        validation),
                Optional.of(curve),
                images.usable().setAside(),
                Work.NONE);
        return new Made(member, tuned.weights());
    }

    private Tuned tune(Wanted wanted, Images images) {
        String name = "train " + wanted.network().name();
        int[] rows = images.trainingRows();
        long seed =
                Seeds.hash(workshop.plan.seed(), "article " + wanted.network().name());
        Head head = workshop.classes() == 2
                ? GlorotHead.sigmoid(wanted.network(), seed)
                : GlorotHead.softmax(wanted.network(), workshop.classes(), seed);
        Tuned tuned = workshop.timings.time(name, () -> {
            try (Progress.Stage stage = workshop.context
                    .progress()
                    .stage(name, (long) settings.epochs() * settings.stepsPerEpoch(rows.length))) {
                return new Tuner(images, settings, workshop.context.cancellation(), workshop.context.clock())
                        .tune(
                                new Tuner.Start(wanted.network(), wanted.weights(), head, false),
                                rows,
                                new int[0],
                                seed,
                                stage);
            }
        });
        workshop.remark(wanted.network().name(), "train", tuned.pace().text());
        return tuned;
    }
}
