package dev.stackwright.run;

import dev.stackwright.dataset.DatasetIndex;
import dev.stackwright.network.Network;
import dev.stackwright.train.FewPhotos;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.TrainedStack;
import dev.stackwright.train.artifact.MemberArtifact;
import dev.stackwright.train.finetune.Checkpoints;
import dev.stackwright.train.recipe.MemberTrainer;
import dev.stackwright.train.recipe.StackTrainer;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** The stages of a run up to the stack. Each does what is not done yet and keeps it in the store at once. */
final class TrainingStages {

    private TrainingStages() {}

    /**
     * Decides once what the request leaves open, looks whether the dataset will do, and writes both down.
     *
     * @throws InvalidRequestException naming the field at fault
     * @throws dev.stackwright.dataset.Dataset.DatasetException when the dataset cannot be used
     */
    static void prepare(RunContext work) {
        if (work.folder.prepared().isPresent()) {
            return;
        }
        RunPlan plan = work.planned(work.launch.decide(work.request));
        DatasetIndex whole = work.open(plan).index();
        work.cancellation.throwIfRequested();
        FewPhotos few = FewPhotos.decide(whole, plan.recipe(), plan.folds(), RunPlanner.fewPhotos(plan.request()));
        few.remarks().forEach(work.progress::note);
        if (plan.recipe() == Recipe.PROBE) {
            List<String> unused = TuningFields.unused(plan.request(), plan.fineTuning(), plan.randomWeights());
            if (!unused.isEmpty()) {
                work.progress.note(
                        "the recipe is probe, as this machine has no GPU: it tunes no network and has no use for "
                                + String.join(", ", unused) + "; --recipe finetune heeds them");
            }
        }
        work.folder.keep(
                plan.completeRequest(few.folds()),
                whole.digest(),
                few.index(),
                work.parts.clock().instant().truncatedTo(ChronoUnit.MILLIS));
    }

    /**
     * Trains the member of a name.
     *
     * @throws IllegalArgumentException when the plan has no such member
     */
    static void member(RunContext work, String name) {
        List<Network> members = work.plan().members();
        Network network = members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("run " + work.run + " has no member '" + name
                        + "': expected one of "
                        + members.stream().map(Network::name).toList()));
        train(work, List.of(network));
    }

    /** Trains all members, the images decoded once for all of them. */
    static void members(RunContext work) {
        train(work, work.plan().members());
    }

    private static void train(RunContext work, List<Network> wanted) {
        List<Network> missing = new ArrayList<>();
        for (Network network : wanted) {
            if (kept(work, network).find().isEmpty()) {
                missing.add(network);
            } else {
                // whoever kept it may have died before this
                clearCheckpoints(work, network);
            }
        }
        if (missing.isEmpty()) {
            return;
        }
        work.cancellation.throwIfRequested();
        try (MemberTrainer trainer = new MemberTrainer(work.plan().training(), work.dataset(), work.training())) {
            trainer.together(missing);
            for (Network network : missing) {
                kept(work, network).keep(trainer.train(network));
                clearCheckpoints(work, network);
                work.cancellation.throwIfRequested();
            }
        }
    }

    /**
     * Fits the stack on what all members say.
     *
     * @throws Stage.OrderException when a member is not there yet
     * @throws dev.stackwright.train.TrainingException when the members did not see the same images
     */
    static void stack(RunContext work) {
        if (work.folder.stack().find().isPresent()) {
            return;
        }
        List<TrainedMember> members = trained(work);
        work.cancellation.throwIfRequested();
        TrainedStack made = StackTrainer.stack(
                work.plan().training(),
                work.index(),
                members,
                work.parts.clock(),
                work.parts.devices(),
                work.progress,
                work.cancellation);
        made.work().remarks().forEach((what, remark) -> work.progress.note(what + ": " + remark));
        work.folder.stack().keep(made);
    }

    /** Every member, in the plan's order. */
    static List<TrainedMember> trained(RunContext work) {
        List<TrainedMember> members = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (Network network : work.plan().members()) {
            kept(work, network).find().ifPresentOrElse(members::add, () -> missing.add(network.name()));
        }
        if (!missing.isEmpty()) {
            throw new Stage.OrderException("run " + work.run + ": expected every member trained, found none of "
                    + String.join(", ", missing) + ". Run the stage member for each of them first");
        }
        return members;
    }

    private static void clearCheckpoints(RunContext work, Network network) {
        Checkpoints.clear(work.parts.store(), work.folder.checkpoints().resolve(network.name()));
    }

    private static MemberArtifact kept(RunContext work, Network network) {
        return work.folder.member(network.name());
    }
}
