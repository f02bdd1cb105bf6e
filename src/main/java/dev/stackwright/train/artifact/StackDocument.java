package dev.stackwright.train.artifact;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.Measurements;
import dev.stackwright.train.StackReport;
import dev.stackwright.train.TrainedStack;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The document of a stack, written after the blob it speaks of. */
@JsonInclude(JsonInclude.Include.NON_NULL)
record StackDocument(
        int schema,
        Stack stack,
        StackReport report,
        Temperature temperature,
        @Nullable Table outOfFold,
        Instant at,
        Measurements work) {

    static final int SCHEMA = 1;

    StackDocument {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("expected schema " + SCHEMA + ", found " + schema);
        }
    }

    static StackDocument keep(TrainedStack made, ArrayBlobs tables) {
        return new StackDocument(
                SCHEMA,
                made.stack(),
                made.report(),
                made.temperature(),
                made.outOfFold().map(tables::keep).orElse(null),
                made.at(),
                made.work());
    }

    TrainedStack outcome(ArrayBlobs tables) {
        return new TrainedStack(
                stack, report, temperature, Optional.ofNullable(outOfFold).map(tables::logits), at, work);
    }
}
