package dev.stackwright.train;

import dev.stackwright.train.feature.FeatureStage.Wanted;

/** Trains one member after the other; members do not know of each other. For one thread. */
interface MemberRecipe {

    /** What was made, its work not yet added up. */
    Made train(Wanted network);
}
