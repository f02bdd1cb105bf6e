package dev.stackwright.train;

import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.FineTuneSettings;
import dev.stackwright.network.Network;
import java.util.List;

/**
 * What to train, every choice made.
 *
 * @param recipe not {@link Recipe#AUTO}
 * @param members distinct networks, in the order of the request
 * @param folds 2 to 20, for out-of-fold outputs
 * @param seed decides every random choice
 */
public record TrainingPlan(
        Recipe recipe, List<Network> members, ImageSpec spec, long seed, int folds, FineTuneSettings fineTuning) {

    public TrainingPlan {
        members = List.copyOf(members);
        if (recipe == Recipe.AUTO) {
            throw new IllegalArgumentException("auto must be resolved before training");
        }
        if (members.isEmpty() || members.stream().distinct().count() != members.size()) {
            throw new IllegalArgumentException("expected one or more distinct members, found "
                    + members.stream().map(Network::name).toList());
        }
        if (folds < 2 || folds > 20) {
            throw new IllegalArgumentException("expected 2 to 20 folds, found " + folds);
        }
    }
}
