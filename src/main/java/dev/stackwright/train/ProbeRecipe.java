package dev.stackwright.train;

import dev.stackwright.ensemble.Member;
import dev.stackwright.train.feature.FeatureStage;
import dev.stackwright.train.feature.Features;
import dev.stackwright.train.fit.HeadLogits;
import dev.stackwright.train.fit.Probe;
import dev.stackwright.train.report.StackReport;
import dev.stackwright.train.stack.MemberOutputs;
import dev.stackwright.train.stack.StackSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Networks frozen: logistic heads on their features, stacked on out-of-fold logits. */
final class ProbeRecipe {

    private ProbeRecipe() {}

    static Outcome run(Workshop workshop) {
        List<FeatureStage.Wanted> wanted = workshop.weights();
        FeatureStage.Result features = workshop.features(wanted);
        int[] labels = features.images().trainingLabels();
        List<Probe> probes = workshop.probes(features.features(), labels, workshop.folds(labels));
        List<TrainedMember> members = new ArrayList<>();
        for (int i = 0; i < wanted.size(); i++) {
            members.add(member(wanted.get(i), features.features().get(i), probes.get(i)));
        }
        List<Features> all = features.features();
        MemberOutputs outputs = new MemberOutputs(
                probes.stream().map(Probe::outOfFold).toList(),
                all.stream().map(Features::training).toList());
        StackSelection stack = Stacking.select(workshop, outputs, features.images());
        return new Outcome(
                features.images(),
                members,
                stack.stack(),
                StackReport.of(stack),
                stack.temperature(),
                Optional.of(stack.outOfFold()),
                List.of());
    }

    static TrainedMember member(FeatureStage.Wanted network, Features features, Probe probe) {
        return new TrainedMember(
                new Member(network.network(), network.weights(), probe.head()),
                "probe",
                Optional.of(probe),
                Optional.of(probe.outOfFold()),
                features.validation(),
                HeadLogits.of(probe.head(), features.validation()));
    }
}
