package dev.stackwright.train.kept;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.Stack;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.train.StackOutcome;
import dev.stackwright.train.Work;
import dev.stackwright.train.report.StackReport;
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
        Work work) {

    static final int SCHEMA = 1;

    StackDocument {
        if (schema != SCHEMA) {
            throw new IllegalArgumentException("expected schema " + SCHEMA + ", found " + schema);
        }
    }

    static StackDocument keep(StackOutcome made, Tables tables) {
        return new StackDocument(
                SCHEMA,
                made.stack(),
                made.report(),
                made.temperature(),
                made.outOfFold().map(tables::keep).orElse(null),
                made.at(),
                made.work());
    }

    StackOutcome outcome(Tables tables) {
        return new StackOutcome(
                stack, report, temperature, Optional.ofNullable(outOfFold).map(tables::logits), at, work);
    }
}
