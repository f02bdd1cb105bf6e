package dev.stackwright.train.recipe;

import dev.stackwright.common.Progress;
import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Head;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.HoldOutSplit;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.SeedSequence;
import dev.stackwright.train.StratifiedFolds;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedMember.Origin;
import dev.stackwright.train.TrainedMember.Outputs;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.TrainingHistory;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.FeaturePass;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.finetune.FineTuneResult;
import dev.stackwright.train.finetune.FineTuner;
import dev.stackwright.train.finetune.GlorotHead;
import dev.stackwright.train.logistic.LogisticRegression;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.recipe.TrainingSession.FrozenFeatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fine-tunes one member: once on all training images, for serving, and once a fold, for honest out-of-fold logits. Each
 * time the best epoch is chosen on an inner share of the images it trains on.
 */
final class MemberTuning {

    /** What is known of a network that was trained on other images before. */
    record ProbeResult(FrozenFeatures seen, Probe probe) {

        FeatureMatrix features() {
            return seen.features().training();
        }
    }

    /** One training: where it started, on which images, and how it ended. */
    private record Trial(Head start, HoldOutSplit split, FineTuneResult tuned) {}

    /** Stands for all training images where a fold is asked for. */
    private static final int ALL = -1;

    private final TrainingSession session;
    private final PixelDataset images;
    private final StratifiedFolds folds;
    private final int[] labels;
    private final FineTuneSettings settings;
    private FineTuneResult.Pace pace = FineTuneResult.Pace.NONE;

    MemberTuning(TrainingSession session, PixelDataset images, StratifiedFolds folds) {
        this.session = session;
        this.images = images;
        this.folds = folds;
        this.labels = images.usable().trainingLabels();
        this.settings = session.plan.fineTuning();
    }

    /** Fine-tunes; where a probe is known, its head is kept where fine-tuning lowers no log-loss, inner or out of fold. */
    TrainedMember.WithWeights tune(PretrainedNetwork wanted, Optional<ProbeResult> known) {
        String name = "fine-tune " + wanted.network().name();
        long steps = IntStream.range(ALL, folds.count())
                .mapToLong(fold -> (long) settings.epochs()
                        * settings.stepsPerEpoch(split(wanted, fold).training().length))
                .sum();
        pace = FineTuneResult.Pace.NONE;
        TrainedMember.WithWeights made = session.timings.time(name, () -> {
            try (Progress.Task stage = session.context.progress().stage(name, steps)) {
                return tune(wanted, known, stage);
            }
        });
        session.remark(wanted.network().name(), "fine-tune", pace.text());
        return made;
    }

    private TrainedMember.WithWeights tune(PretrainedNetwork wanted, Optional<ProbeResult> known, Progress.Task stage) {
        Trial served = trial(wanted, known, ALL, stage);
        int inner = served.split.chosenBy().length;
        if (served.tuned.bestEpoch() == 0 && known.isPresent()) {
            return asItWas(
                    wanted,
                    known.get(),
                    served,
                    "no epoch had a lower log-loss on " + inner + " inner images",
                    List.of());
        }
        List<Integer> bestEpochs = new ArrayList<>();
        Logits outOfFold = outOfFold(wanted, known, bestEpochs, stage);
        Optional<FineTuneComparison> verdict =
                known.map(k -> FineTuneComparison.of(outOfFold, k.probe().outOfFold(), labels));
        if (verdict.isPresent() && !verdict.get().helped()) {
            return asItWas(wanted, known.orElseThrow(), served, verdict.get().text(), bestEpochs);
        }
        FeatureMatrix validation = features(wanted, served.tuned.weights(), images.validationRows());
        String kept = "the weights of epoch " + served.tuned.bestEpoch() + ": the least log-loss on " + inner
                + " inner images" + verdict.map(v -> "; " + v.text()).orElse("");
        TrainedMember member = new TrainedMember(
                Weights.of(served.tuned.weights()),
                Origin.FINE_TUNED,
                served.tuned.head(),
                known.map(k -> k.probe().penalty()),
                // folds that each fine-tuned a network of their own have no features in common
                new Outputs(
                        outOfFold, true, Optional.empty(), served.tuned.head().logits(validation), validation),
                Optional.of(curve(wanted, served, served.tuned.bestEpoch(), kept, bestEpochs)),
                images.usable().setAside(),
                Measurements.NONE);
        return new TrainedMember.WithWeights(member, served.tuned.weights());
    }

    /** The member that the probe made. */
    private static TrainedMember.WithWeights asItWas(
            PretrainedNetwork wanted, ProbeResult known, Trial served, String why, List<Integer> bestEpochs) {
        TrainingHistory curve =
                curve(wanted, served, 0, "the probe's head and the network as it was: " + why, bestEpochs);
        return ProbeRecipe.member(wanted, known.seen(), known.probe(), Optional.of(curve));
    }

    private Logits outOfFold(
            PretrainedNetwork wanted, Optional<ProbeResult> known, List<Integer> bestEpochs, Progress.Task stage) {
        double[][] outOfFold = new double[labels.length][];
        for (int fold = 0; fold < folds.count(); fold++) {
            Trial trial = trial(wanted, known, fold, stage);
            int[] heldOut = folds.heldOut(fold);
            Logits logits = heldOut(wanted, known, trial, heldOut);
            for (int i = 0; i < heldOut.length; i++) {
                outOfFold[heldOut[i]] = logits.row(i);
            }
            bestEpochs.add(trial.tuned.bestEpoch());
        }
        return Logits.of(outOfFold, session.classes());
    }

    private Trial trial(PretrainedNetwork wanted, Optional<ProbeResult> known, int fold, Progress.Task stage) {
        long seed = seed(wanted, fold);
        HoldOutSplit split = split(wanted, fold);
        Head start = known.map(k -> probeHead(k, split.training()))
                .orElseGet(() -> GlorotHead.softmax(wanted.network(), session.classes(), seed));
        FineTuneResult tuned = new FineTuner(images, settings, session.context.cancellation(), session.context.clock())
                .tune(
                        new FineTuner.Start(wanted.network(), wanted.weights(), start, known.isPresent()),
                        split.training(),
                        split.chosenBy(),
                        seed,
                        stage);
        pace = pace.plus(tuned.pace());
        return new Trial(start, split, tuned);
    }

    private HoldOutSplit split(PretrainedNetwork wanted, int fold) {
        return HoldOutSplit.stratified(
                fold == ALL ? images.trainingRows() : folds.training(fold),
                labels,
                session.dataset.labels(),
                settings.innerShare(),
                seed(wanted, fold));
    }

    private long seed(PretrainedNetwork wanted, int fold) {
        return SeedSequence.hash(
                session.plan.seed(), "fine-tune " + wanted.network().name(), fold);
    }

    /** Fitted on what is trained on only, so that the start is scored on images it has not seen either. */
    private Head probeHead(ProbeResult known, int[] rows) {
        return LogisticRegression.fit(
                known.features(),
                labels,
                rows,
                session.classes(),
                known.probe().penalty().c());
    }

    private Logits heldOut(PretrainedNetwork wanted, Optional<ProbeResult> known, Trial trial, int[] rows) {
        if (trial.tuned.bestEpoch() == 0 && known.isPresent()) {
            return trial.start.logits(known.get().features(), rows);
        }
        return trial.tuned.head().logits(features(wanted, trial.tuned.weights(), rows));
    }

    private FeatureMatrix features(PretrainedNetwork wanted, NetworkWeights weights, int[] rows) {
        return FeaturePass.of(wanted.network(), weights, images, rows, session.context.cancellation());
    }

    private static TrainingHistory curve(
            PretrainedNetwork wanted, Trial served, int taken, String kept, List<Integer> foldsBestEpochs) {
        return new TrainingHistory(
                wanted.network().name(), served.tuned.steps(), taken, kept, served.tuned.epochs(), foldsBestEpochs);
    }
}
