package dev.stackwright.train;

import dev.stackwright.ensemble.Member;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.Head;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.progress.Progress;
import dev.stackwright.train.feature.FeatureStage.Wanted;
import dev.stackwright.train.feature.Matrices;
import dev.stackwright.train.fit.HeadLogits;
import dev.stackwright.train.fold.Seeds;
import dev.stackwright.train.report.Curve;
import dev.stackwright.train.report.StackReport;
import dev.stackwright.train.stack.ArticleStack;
import dev.stackwright.train.stack.MemberOutputs;
import dev.stackwright.train.tune.Course;
import dev.stackwright.train.tune.GlorotHead;
import dev.stackwright.train.tune.Images;
import dev.stackwright.train.tune.Tuned;
import dev.stackwright.train.tune.Tuner;
import java.util.ArrayList;
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
final class ArticleRecipe {

    private final Workshop workshop;
    private final Images images;
    private final Course course;

    private ArticleRecipe(Workshop workshop, Images images) {
        this.workshop = workshop;
        this.images = images;
        this.course = Course.article(workshop.plan.fineTuning());
    }

    static Outcome run(Workshop workshop) {
        List<Wanted> wanted = workshop.weights();
        try (Images images = PixelStage.run(workshop)) {
            return new ArticleRecipe(workshop, images).train(wanted);
        }
    }

    private Outcome train(List<Wanted> wanted) {
        List<TrainedMember> members = new ArrayList<>();
        List<Logits> inSample = new ArrayList<>();
        List<Curve> curves = new ArrayList<>();
        for (Wanted network : wanted) {
            Tuned tuned = tune(network);
            int training = images.trainingRows().length;
            int[] all = IntStream.range(0, images.pixels().rows()).toArray();
            FeatureMatrix features =
                    RowFeatures.of(network.network(), tuned.weights(), images, all, workshop.context.cancellation());
            FeatureMatrix validation = Matrices.rows(features, training, features.rows());
            inSample.add(HeadLogits.of(tuned.head(), features, images.trainingRows()));
            members.add(new TrainedMember(
                    new Member(network.network(), tuned.weights(), tuned.head()),
                    "article",
                    Optional.empty(),
                    Optional.empty(),
                    validation,
                    HeadLogits.of(tuned.head(), validation)));
            curves.add(new Curve(
                    network.network().name(),
                    tuned.steps(),
                    tuned.bestEpoch(),
                    "the last epoch's weights, as the article has it",
                    tuned.epochs(),
                    List.of()));
        }
        Stack stack = workshop.timings.time(
                "stack",
                () -> ArticleStack.fit(
                        new MemberOutputs(inSample, List.of()),
                        images.usable().trainingLabels(),
                        workshop.plan.seed()));
        StackReport report = new StackReport(
                "dense", List.of(), List.of(), "the article's, fitted on the images its members were trained on");
        return new Outcome(images.usable(), members, stack, report, Temperature.NEUTRAL, Optional.empty(), curves);
    }

    private Tuned tune(Wanted wanted) {
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
                    .stage(name, (long) course.epochs() * course.stepsPerEpoch(rows.length))) {
                return new Tuner(images, course, workshop.context.cancellation(), workshop.context.clock())
                        .tune(
                                new Tuner.Start(wanted.network(), wanted.weights(), head, false),
                                rows,
                                new int[0],
                                seed,
                                stage);
            }
        });
        workshop.remarks.put(name, tuned.pace().text());
        return tuned;
    }
}
