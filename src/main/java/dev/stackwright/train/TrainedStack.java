package dev.stackwright.train;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import java.time.Instant;
import java.util.Optional;

/**
 * The stack of an ensemble and how it was chosen.
 *
 * @param outOfFold logits of the stack on training images, by members and a stack that never saw them; empty where the
 *     recipe has none
 * @param at when it was made; the version that comes of it has this time
 */
public record TrainedStack(
        Stack stack,
        StackReport report,
        Temperature temperature,
        Optional<Logits> outOfFold,
        Instant at,
        Measurements work) {}
