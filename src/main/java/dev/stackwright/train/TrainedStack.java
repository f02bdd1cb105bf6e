package dev.stackwright.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.EnsembleModel.Member;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.network.NetworkWeights;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The stack of an ensemble and how it was chosen.
 *
 * @param outOfFold logits of the stack on training images, by members and a stack that never saw them; empty where the
 *     recipe has none
 * @param at when it was made; the version that comes of it has this time
 */
public record TrainedStack(
        Stack stack,
        Report report,
        Temperature temperature,
        Optional<Logits> outOfFold,
        Instant at,
        Measurements work) {

    /**
     * The ensemble with this stack.
     *
     * @param members in the plan's order
     * @param weights theirs, in that order
     */
    public EnsembleModel ensemble(
            TrainingPlan plan, Labels labels, List<TrainedMember> members, List<NetworkWeights> weights) {
        List<Member> served = new ArrayList<>();
        for (int i = 0; i < members.size(); i++) {
            served.add(new Member(
                    plan.members().get(i),
                    weights.get(i),
                    members.get(i).head(),
                    members.get(i).seen().orElse(null)));
        }
        return new EnsembleModel(labels, plan.spec(), served, stack, temperature);
    }

    /**
     * What was chosen, and among what; numbers rounded.
     *
     * @param weights of members, where the kind has such; else empty
     * @param candidates compared by cross-validation on out-of-fold outputs; empty where the recipe fixes the stack
     * @param why for people
     * @param epochs of its training, where it is trained by epochs that are watched; else empty
     */
    public record Report(
            String chosen,
            List<Double> weights,
            List<Candidate> candidates,
            String why,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<TrainingHistory.Epoch> epochs) {

        public Report {
            weights = List.copyOf(weights);
            candidates = List.copyOf(candidates);
            // absent in documents that were written before it was there
            epochs = epochs == null ? List.of() : List.copyOf(epochs);
        }
    }

    /**
     * One candidate's figures.
     *
     * @param logLoss mean over rows of its cross-validated log-loss, each fold after a temperature fitted on the others
     * @param standardError of that mean, over rows
     * @param behindBest by how much it is above the best candidate's; absent in what older versions wrote
     * @param behindBestError standard error of {@code behindBest}, over the rows' differences; absent likewise
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Candidate(
            String kind,
            double logLoss,
            double standardError,
            @Nullable Double behindBest,
            @Nullable Double behindBestError) {}
}
