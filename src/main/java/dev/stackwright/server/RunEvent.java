package dev.stackwright.server;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.run.ProgressDocument;
import dev.stackwright.run.ProgressDocument.StageView;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunView;
import dev.stackwright.run.TrainRequest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One event of {@code GET /api/runs/{run}/progress}: the run as {@code GET /api/runs/{run}} shows it, with what {@code
 * …/stages} adds.
 *
 * @param stages every stage that has begun, in order, with the curves of its trainings
 * @param notes the latest remarks for people
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunEvent(
        RunId run,
        TrainRequest request,
        RunState state,
        RunView.@Nullable ProgressView progress,
        @Nullable String execution,
        List<StageView> stages,
        List<String> notes) {

    public RunEvent {
        stages = List.copyOf(stages);
        notes = List.copyOf(notes);
    }

    /** @param told empty before the run began */
    static RunEvent of(RunView view, Optional<ProgressDocument> told) {
        return new RunEvent(
                view.run(),
                view.request(),
                view.state(),
                view.progress(),
                view.execution(),
                told.map(ProgressDocument::stages).orElse(List.of()),
                told.map(ProgressDocument::notes).orElse(List.of()));
    }
}
