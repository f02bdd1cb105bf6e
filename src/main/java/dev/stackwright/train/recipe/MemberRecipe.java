package dev.stackwright.train.recipe;

import dev.stackwright.train.Made;
import dev.stackwright.train.data.FeatureComputation.PretrainedNetwork;

/** Trains one member after the other; members do not know of each other. For one thread. */
interface MemberRecipe {

    /** What was made, its work not yet added up. */
    Made train(PretrainedNetwork network);
}
