package dev.stackwright.train.recipe;

import dev.stackwright.common.Progress;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.FineTuneSettings.BatchNormMode;
import dev.stackwright.network.Head;
import dev.stackwright.network.Precision;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.StratifiedFolds;
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
import dev.stackwright.train.finetune.WeightMix;
import dev.stackwright.train.logistic.LogisticRegression;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.recipe.TrainingSession.FrozenFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Fine-tunes one member. First once a fold, on all of the fold's images, for honest out-of-fold logits beside those of the
 * fold's probe, which was fitted on the same images; then, where these say that it helps, once on all training images, for
 * serving. Nothing is chosen in a training: its length is set, its last epoch is taken.
 */
final class MemberTuning {

    /** What is known of a network that was trained on other images before. */
    record ProbeResult(FrozenFeatures frozen, Probe probe) {

        FeatureMatrix features() {
            return frozen.features().training();
        }
    }

    /** What the folds' networks say of the images that they held out; rows of folds that are not trained yet are missing. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Mix(double share, double[][] outOfFold) {}

    /** Of the tuned weights; what is missing to 1 is the start's. */
    private static final List<Double> SHARES = List.of(0.25, 0.5, 0.75, 1.0);

    private static final int[] NONE = {};

    private final TrainingSession session;
    private final PixelDataset images;
    private final StratifiedFolds folds;
    private final int[] labels;
    private final FineTuneSettings settings;
    private final PretrainedNetwork pretrained;
    private final Optional<ProbeResult> probed;
    private final List<Double> shares;
    private final List<Integer> lastEpochs = new ArrayList<>();
    private final List<Double> foldRates = new ArrayList<>();
    private FineTuneResult.Pace pace = FineTuneResult.Pace.NONE;

    /** @param probed where a probe is known, training starts from its head, and has to be better to be taken */
    MemberTuning(
            TrainingSession session,
            PixelDataset images,
            StratifiedFolds folds,
            PretrainedNetwork pretrained,
            Optional<ProbeResult> probed) {
        this.session = session;
        this.images = images;
        this.folds = folds;
        this.pretrained = pretrained;
        this.probed = probed;
        this.labels = images.usable().trainingLabels();
        this.settings = session.plan.fineTuning();
        // a mix of weights says nothing of the statistics that batch norm would find in it
        this.shares = probed.isPresent() && settings.batchNorm() == BatchNormMode.FROZEN ? SHARES : List.of(1.0);
    }

    TrainedMember.WithWeights tune() {
        String name = "fine-tune " + pretrained.network().name();
        long steps = settings.stepsAndTrials(labels.length)
                + IntStream.range(0, folds.count())
                        .mapToLong(fold -> settings.stepsAndTrials(folds.training(fold).length))
                        .sum();
        return session.timings.time(name, () -> {
            try (Progress.Task stage = session.context.progress().stage(name, steps);
                    FineTuner tuner = session.tuner(images, settings, pretrained)) {
                TrainedMember.WithWeights made = tune(tuner, stage);
                String mixed = tuner.precision() == Precision.MIXED ? ", in mixed precision" : "";
                session.remark(pretrained.network().name(), "fine-tune", pace.text() + mixed);
                return made;
            }
        });
    }

    private TrainedMember.WithWeights tune(FineTuner tuner, Progress.Task stage) {
        List<Mix> mixes = shares.stream()
                .map(share -> new Mix(share, new double[labels.length][]))
                .toList();
        List<Integer> scored = new ArrayList<>();
        FineTuneResult last = null;
        for (int fold = 0; fold < folds.count(); fold++) {
            int[] heldOut = folds.heldOut(fold);
            WeightMix start = start(folds.training(fold), fold);
            last = trained(tuner, start, folds.training(fold), fold, stage);
            for (Mix mix : mixes) {
                Logits logits = tuner.logits(WeightMix.of(start, last.tuned(), mix.share), heldOut);
                for (int i = 0; i < heldOut.length; i++) {
                    mix.outOfFold[heldOut[i]] = logits.row(i);
                }
            }
            IntStream.of(heldOut).forEach(scored::add);
            Optional<TuningChoice> soFar = choice(mixes, scored);
            if (soFar.isPresent() && soFar.get().hopeless()) {
                return asItWas(last, soFar.get());
            }
        }
        Optional<TuningChoice> choice = choice(mixes, scored);
        if (choice.isPresent() && !choice.get().helped()) {
            return asItWas(Objects.requireNonNull(last), choice.get());
        }
        double share = choice.map(TuningChoice::share).orElse(1.0);
        Mix taken = mixes.stream().filter(mix -> mix.share == share).findFirst().orElseThrow();
        return served(tuner, share, Logits.of(taken.outOfFold, session.classes()), choice, stage);
    }

    /** Between the probe and the tuned networks, by the images that were held out so far; empty without a probe. */
    private Optional<TuningChoice> choice(List<Mix> mixes, List<Integer> scored) {
        return probed.map(known -> {
            int[] rows = scored.stream().mapToInt(row -> row).sorted().toArray();
            Map<Double, Logits> tuned = new TreeMap<>();
            mixes.forEach(mix -> tuned.put(
                    mix.share,
                    Logits.of(
                            IntStream.of(rows)
                                    .mapToObj(row -> mix.outOfFold[row])
                                    .toArray(double[][]::new),
                            session.classes())));
            return TuningChoice.of(
                    known.probe().outOfFold().select(rows),
                    tuned,
                    IntStream.of(rows).map(row -> labels[row]).toArray());
        });
    }

    private TrainedMember.WithWeights served(
            FineTuner tuner, double share, Logits outOfFold, Optional<TuningChoice> choice, Progress.Task stage) {
        int[] all = images.trainingRows();
        WeightMix start = probed.map(known ->
                        new WeightMix(pretrained.weights(), known.probe().head()))
                .orElseGet(() -> start(all, folds.count()));
        FineTuneResult trained = trained(tuner, start, all, folds.count(), stage);
        WeightMix mix = WeightMix.of(start, trained.tuned(), share);
        FeatureMatrix validation = FeaturePass.of(
                pretrained.network(),
                mix.weights(),
                images,
                images.validationRows(),
                session.context.features(),
                session.context.cancellation());
        String kept = "the last epoch's weights"
                + (share == 1
                        ? ""
                        : String.format(Locale.ROOT, ", %.0f %% of them and the rest as it was", 100 * share))
                + rates(trained)
                + choice.map(c -> ": " + c.text()).orElse("");
        TrainedMember member = new TrainedMember(
                Weights.of(mix.weights()),
                Origin.FINE_TUNED,
                mix.head(),
                probed.map(known -> known.probe().penalty()),
                // folds that each fine-tuned a network of their own have no features in common
                new Outputs(outOfFold, true, Optional.empty(), mix.head().logits(validation), validation),
                Optional.of(history(trained, trained.epochs().size(), kept, share)),
                images.usable().findings(),
                Measurements.NONE);
        return new TrainedMember.WithWeights(member, mix.weights());
    }

    /** What trials chose, where there were any. */
    private String rates(FineTuneResult last) {
        return settings.trialRates().isEmpty()
                ? ""
                : ", by trials at a peak rate of " + last.learningRate() + " (folds: "
                        + foldRates.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ")";
    }

    /** The member that the probe made. */
    private TrainedMember.WithWeights asItWas(FineTuneResult last, TuningChoice why) {
        ProbeResult known = probed.orElseThrow();
        return ProbeRecipe.member(
                pretrained,
                known.frozen(),
                known.probe(),
                Optional.of(history(last, 0, "the probe's head and the network as it was: " + why.text(), 0)));
    }

    private FineTuneResult trained(FineTuner tuner, WeightMix start, int[] rows, int fold, Progress.Task stage) {
        FineTuneResult trained = tuner.tune(
                start.head(),
                new FineTuner.Training(
                        fold < folds.count() ? "fold " + (fold + 1) : TrainingSession.ALL,
                        rows,
                        NONE,
                        seed(fold),
                        session.checkpoints(pretrained.network(), "training-" + fold)),
                stage);
        pace = pace.plus(trained.pace());
        if (fold < folds.count()) {
            lastEpochs.add(trained.epochs().size());
            foldRates.add(trained.learningRate());
        }
        return trained;
    }

    /** The network as it was; its head fitted on what is trained on only, as the probe's out-of-fold logits are. */
    private WeightMix start(int[] rows, int fold) {
        Supplier<Head> drawn = () -> GlorotHead.softmax(pretrained.network(), session.classes(), seed(fold));
        Head head = probed.map(known -> LogisticRegression.fit(
                        known.features(),
                        labels,
                        rows,
                        session.classes(),
                        known.probe().penalty().c(),
                        session.context.cancellation()))
                .orElseGet(drawn);
        return new WeightMix(pretrained.weights(), head);
    }

    private long seed(int fold) {
        return SeedSequence.hash(
                session.plan.seed(), "fine-tune " + pretrained.network().name(), fold);
    }

    private TrainingHistory history(FineTuneResult trained, int epoch, String kept, double share) {
        return new TrainingHistory(
                pretrained.network().name(), trained.steps(), epoch, kept, trained.epochs(), lastEpochs, share);
    }
}
