package dev.stackwright.train;

import dev.stackwright.ensemble.Figures;
import dev.stackwright.ensemble.Model;

/** What a recipe made. */
public record Trained(Model model, Report report, Figures figures) {}
