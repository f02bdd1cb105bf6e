package dev.stackwright.run;

import dev.stackwright.dataset.DatasetLocation;
import dev.stackwright.train.TrainingPlan;

/**
 * A train request with every choice made.
 *
 * @param randomWeights start from random weights and not from the configured source
 */
public record RunPlan(TrainingPlan training, DatasetLocation dataset, boolean promote, boolean randomWeights) {}
