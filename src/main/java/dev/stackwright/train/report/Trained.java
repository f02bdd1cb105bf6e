package dev.stackwright.train.report;

import dev.stackwright.ensemble.EnsembleModel;
import dev.stackwright.ensemble.ValidationScores;

/** What a recipe made. */
public record Trained(EnsembleModel model, Report report, ValidationScores figures) {}
