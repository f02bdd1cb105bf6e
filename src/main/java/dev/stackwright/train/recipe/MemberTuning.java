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
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.Weights;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;
import dev.stackwright.train.data.FeaturePass;
import dev.stackwright.train.data.PixelDataset;
import dev.stackwright.train.finetune.FineTuneResult;
import dev.stackwright.train.finetune.FineTuner;
import dev.stackwright.train.finetune.GlorotHead;
import dev.stackwright.train.logistic.LogisticRegression;
import dev.stackwright.train.logistic.Probe;
import dev.stackwright.train.metrics.Metrics;
import dev.stackwright.train.recipe.TrainingSession.FrozenFeatures;
import dev.stackwright.train.stacking.TemperatureFit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Fine-tunes one member: once on all training images, for serving, and once a fold, for honest out-of-fold logits. Each
 * time the best epoch is chosen on an inner share of the images it trains on.
 */
final class MemberTuning {

    /** What is known of a network that was trained on other images before. */
    record ProbeResult(FrozenFeatures frozen, Probe probe) {

        FeatureMatrix features() {
            return frozen.features().training();
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
    TrainedMember.WithWeights tune(PretrainedNetwork pretrained, Optional<ProbeResult> probed) {
        String name = "fine-tune " + pretrained.network().name();
        long steps = IntStream.range(ALL, folds.count())
                .mapToLong(fold -> (long) settings.epochs()
                        * settings.stepsPerEpoch(split(pretrained, fold).training().length))
                .sum();
        pace = FineTuneResult.Pace.NONE;
        TrainedMember.WithWeights made = session.timings.time(name, () -> {
            try (Progress.Task stage = session.context.progress().stage(name, steps)) {
                return tune(pretrained, probed, stage);
            }
        });
        session.remark(pretrained.network().name(), "fine-tune", pace.text());
        return made;
    }

    private TrainedMember.WithWeights tune(
            PretrainedNetwork pretrained, Optional<ProbeResult> probed, Progress.Task stage) {
        Trial served = trial(pretrained, probed, ALL, stage);
        int inner = served.split.chosenBy().length;
        if (served.tuned.bestEpoch() == 0 && probed.isPresent()) {
            return asItWas(
                    pretrained,
                    probed.get(),
                    served,
                    "no epoch had a lower log-loss on " + inner + " inner images",
                    List.of());
        }
        List<Integer> bestEpochs = new ArrayList<>();
        Logits outOfFold = outOfFold(pretrained, probed, bestEpochs, stage);
        Optional<FineTuneComparison> verdict =
                probed.map(k -> FineTuneComparison.of(outOfFold, k.probe().outOfFold(), labels));
        if (verdict.isPresent() && !verdict.get().helped()) {
            return asItWas(
                    pretrained, probed.orElseThrow(), served, verdict.get().text(), bestEpochs);
        }
        FeatureMatrix validation = features(pretrained, served.tuned.weights(), images.validationRows());
        String kept = "the weights of epoch " + served.tuned.bestEpoch() + ": the least log-loss on " + inner
                + " inner images" + verdict.map(v -> "; " + v.text()).orElse("");
        TrainedMember member = new TrainedMember(
                Weights.of(served.tuned.weights()),
                Origin.FINE_TUNED,
                served.tuned.head(),
                probed.map(k -> k.probe().penalty()),
                // folds that each fine-tuned a network of their own have no features in common
                new Outputs(
                        outOfFold, true, Optional.empty(), served.tuned.head().logits(validation), validation),
                Optional.of(curve(pretrained, served, served.tuned.bestEpoch(), kept, bestEpochs)),
                images.usable().setAside(),
                Measurements.NONE);
        return new TrainedMember.WithWeights(member, served.tuned.weights());
    }

    /** The member that the probe made. */
    private static TrainedMember.WithWeights asItWas(
            PretrainedNetwork pretrained, ProbeResult probed, Trial served, String why, List<Integer> bestEpochs) {
        TrainingHistory curve =
                curve(pretrained, served, 0, "the probe's head and the network as it was: " + why, bestEpochs);
        return ProbeRecipe.member(pretrained, probed.frozen(), probed.probe(), Optional.of(curve));
    }

    private Logits outOfFold(
            PretrainedNetwork pretrained, Optional<ProbeResult> probed, List<Integer> bestEpochs, Progress.Task stage) {
        double[][] outOfFold = new double[labels.length][];
        for (int fold = 0; fold < folds.count(); fold++) {
            Trial trial = trial(pretrained, probed, fold, stage);
            int[] heldOut = folds.heldOut(fold);
            Logits logits = heldOut(pretrained, probed, trial, heldOut);
            for (int i = 0; i < heldOut.length; i++) {
                outOfFold[heldOut[i]] = logits.row(i);
            }
            bestEpochs.add(trial.tuned.bestEpoch());
        }
        return Logits.of(outOfFold, session.classes());
    }

    private Trial trial(PretrainedNetwork pretrained, Optional<ProbeResult> probed, int fold, Progress.Task stage) {
        long seed = seed(pretrained, fold);
        HoldOutSplit split = split(pretrained, fold);
        Head start = probed.map(k -> probeHead(k, split.training()))
                .orElseGet(() -> GlorotHead.softmax(pretrained.network(), session.classes(), seed));
        FineTuneResult tuned = new FineTuner(
                        images,
                        settings,
                        session.context.devices(),
                        session.context.cancellation(),
                        session.context.clock())
                .tune(
                        new FineTuner.Start(pretrained.network(), pretrained.weights(), start, probed.isPresent()),
                        split.training(),
                        split.chosenBy(),
                        seed,
                        stage);
        pace = pace.plus(tuned.pace());
        return new Trial(start, split, tuned);
    }

    private HoldOutSplit split(PretrainedNetwork pretrained, int fold) {
        return HoldOutSplit.stratified(
                fold == ALL ? images.trainingRows() : folds.training(fold),
                labels,
                images.usable().trainingCopies(),
                session.dataset.labels(),
                settings.innerShare(),
                seed(pretrained, fold));
    }

    private long seed(PretrainedNetwork pretrained, int fold) {
        return SeedSequence.hash(
                session.plan.seed(), "fine-tune " + pretrained.network().name(), fold);
    }

    /** Fitted on what is trained on only, so that the start is scored on images it has not seen either. */
    private Head probeHead(ProbeResult probed, int[] rows) {
        return LogisticRegression.fit(
                probed.features(),
                labels,
                rows,
                session.classes(),
                probed.probe().penalty().c());
    }

    private Logits heldOut(PretrainedNetwork pretrained, Optional<ProbeResult> probed, Trial trial, int[] rows) {
        if (trial.tuned.bestEpoch() == 0 && probed.isPresent()) {
            return trial.start.logits(probed.get().features(), rows);
        }
        return trial.tuned.head().logits(features(pretrained, trial.tuned.weights(), rows));
    }

    private FeatureMatrix features(PretrainedNetwork pretrained, NetworkWeights weights, int[] rows) {
        return FeaturePass.of(
                pretrained.network(), weights, images, rows, session.context.devices(), session.context.cancellation());
    }

    private static TrainingHistory curve(
            PretrainedNetwork pretrained, Trial served, int taken, String kept, List<Integer> foldsBestEpochs) {
        return new TrainingHistory(
                pretrained.network().name(), served.tuned.steps(), taken, kept, served.tuned.epochs(), foldsBestEpochs);
    }

    /**
     * Whether fine-tuning helped, judged out of fold on all training images. The inner share chooses the epoch, but where it
     * is a few dozen images its log-loss says too little of whether to fine-tune at all: on 245 photos it fell from 0.064 to
     * 0.007 while images held out were classified worse than by the probe.
     *
     * <p>Each side is scored with a temperature of its own, as it would be served: fine-tuned networks are surer of
     * themselves, which is no merit and no fault.
     *
     * @param fineTuned log-loss of the fine-tuned networks
     * @param probe log-loss of the probe
     * @param images that both were scored on
     */
    record FineTuneComparison(double fineTuned, double probe, int images) {

        /** Compares logits of the same images, in the same folds. */
        static FineTuneComparison of(Logits fineTuned, Logits probe, int[] labels) {
            return new FineTuneComparison(calibrated(fineTuned, labels), calibrated(probe, labels), labels.length);
        }

        private static double calibrated(Logits logits, int[] labels) {
            return Metrics.mean(Metrics.logLosses(
                    logits, labels, TemperatureFit.fit(logits, labels).value()));
        }

        boolean helped() {
            return fineTuned < probe;
        }

        /** For people. */
        String text() {
            return String.format(
                    Locale.ROOT,
                    "log-loss out of fold on %d training images %.4f, with the probe's head %.4f",
                    images,
                    fineTuned,
                    probe);
        }
    }
}
