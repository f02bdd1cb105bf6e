package dev.stackwright.train;

import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Logits;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.feature.UsableImages;
import dev.stackwright.train.report.Curve;
import dev.stackwright.train.report.StackReport;
import java.util.List;
import java.util.Optional;

/**
 * What a recipe made, before it is scored.
 *
 * @param outOfFold logits of the stack on training images, by members and a stack that never saw them
 */
record Outcome(
        UsableImages images,
        List<TrainedMember> members,
        Stack stack,
        StackReport stackReport,
        Temperature temperature,
        Optional<Logits> outOfFold,
        List<Curve> curves) {

    Outcome {
        members = List.copyOf(members);
        curves = List.copyOf(curves);
    }
}
