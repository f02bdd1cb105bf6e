package dev.stackwright.run;

import dev.stackwright.network.Network;
import dev.stackwright.train.artifact.MemberArtifact;
import dev.stackwright.train.recipe.MemberTrainer;
import java.util.List;

/** Trains members that are not there yet, and keeps each as soon as it is done. */
final class MemberStage {

    private MemberStage() {}

    /**
     * Trains the member of a name.
     *
     * @throws IllegalArgumentException when the plan has no such member
     */
    static void run(RunContext work, String name) {
        List<Network> members = work.plan().training().members();
        Network network = members.stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("run " + work.run + " has no member '" + name
                        + "': expected one of "
                        + members.stream().map(Network::name).toList()));
        train(work, List.of(network));
    }

    /** Trains all members, the images decoded once for all of them. */
    static void runAll(RunContext work) {
        train(work, work.plan().training().members());
    }

    private static void train(RunContext work, List<Network> wanted) {
        List<Network> missing = wanted.stream()
                .filter(network -> folder(work, network).find().isEmpty())
                .toList();
        if (missing.isEmpty()) {
            return;
        }
        work.cancellation.throwIfRequested();
        try (MemberTrainer trainer = new MemberTrainer(work.plan().training(), work.dataset(), work.context())) {
            trainer.together(missing);
            for (Network network : missing) {
                folder(work, network).keep(trainer.train(network));
                work.cancellation.throwIfRequested();
            }
        }
    }

    private static MemberArtifact folder(RunContext work, Network network) {
        return work.folder.member(network.name());
    }
}
