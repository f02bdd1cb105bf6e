package dev.stackwright.train;

import dev.stackwright.network.FeatureMatrix;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Logits;
import dev.stackwright.train.feature.FeatureStage;
import dev.stackwright.train.feature.Features;
import dev.stackwright.train.fit.Probe;
import dev.stackwright.train.fold.Folds;
import dev.stackwright.train.report.Curve;
import dev.stackwright.train.report.StackReport;
import dev.stackwright.train.stack.MemberOutputs;
import dev.stackwright.train.stack.StackSelection;
import dev.stackwright.train.tune.Images;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Linear probe, then fine-tuning of the whole network from the probe's head (Kumar et al., Fine-tuning can distort
 * pretrained features, ICLR 2022). Networks from random weights have no probe: their features mean nothing yet.
 */
final class FineTuneRecipe {

    private FineTuneRecipe() {}

    static Outcome run(Workshop workshop) {
        List<FeatureStage.Wanted> wanted = workshop.weights();
        try (Images images = PixelStage.run(workshop)) {
            int[] labels = images.usable().trainingLabels();
            Folds folds = workshop.folds(labels);
            List<FeatureStage.Wanted> pretrained =
                    wanted.stream().filter(w -> !fromNothing(w.weights())).toList();
            List<Features> features = pretrained.isEmpty() ? List.of() : features(workshop, pretrained, images);
            List<Probe> probes = workshop.probes(features, labels, folds);
            MemberTuning tuning = new MemberTuning(workshop, images, folds);
            List<MemberTuning.Made> made = new ArrayList<>();
            for (FeatureStage.Wanted member : wanted) {
                int i = pretrained.indexOf(member);
                Optional<MemberTuning.Known> known =
                        i < 0 ? Optional.empty() : Optional.of(new MemberTuning.Known(features.get(i), probes.get(i)));
                made.add(tuning.tune(member, known));
            }
            return outcome(workshop, images, made);
        }
    }

    /** Random weights say so in their origin. */
    static boolean fromNothing(NetworkWeights weights) {
        return weights.origin().startsWith("random");
    }

    private static List<Features> features(Workshop workshop, List<FeatureStage.Wanted> wanted, Images images) {
        FeatureStage.Result result = workshop.features(wanted);
        if (!result.images().equals(images.usable())) {
            throw new TrainingException(
                    "other images could be decoded for features than for fine-tuning (set aside: "
                            + result.images().setAside() + " and "
                            + images.usable().setAside()
                            + "); is the machine short of memory? Try again",
                    null);
        }
        return result.features();
    }

    private static Outcome outcome(Workshop workshop, Images images, List<MemberTuning.Made> made) {
        List<TrainedMember> members =
                made.stream().map(MemberTuning.Made::member).toList();
        List<Logits> outOfFold =
                members.stream().map(m -> m.outOfFold().orElseThrow()).toList();
        List<FeatureMatrix> shared = made.stream()
                .map(MemberTuning.Made::trainingFeatures)
                .flatMap(Optional::stream)
                .toList();
        // folds that each fine-tuned a network of their own have no features in common
        MemberOutputs outputs = new MemberOutputs(outOfFold, shared.size() == members.size() ? shared : List.of());
        StackSelection stack = Stacking.select(workshop, outputs, images.usable());
        List<Curve> curves = made.stream().map(MemberTuning.Made::curve).toList();
        return new Outcome(
                images.usable(),
                members,
                stack.stack(),
                StackReport.of(stack),
                stack.temperature(),
                Optional.of(stack.outOfFold()),
                curves);
    }
}
