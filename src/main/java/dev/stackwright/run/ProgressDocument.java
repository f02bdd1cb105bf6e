package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.Progress.Epoch;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code runs/<run>/progress.json}, or {@code progress/<stage>.json} of one stage: put whole, about once a second while a run goes on. It is the owner's
 * sign of life, too.
 *
 * @param by the process that runs it
 * @param at when it was written
 * @param stages in the order they began
 * @param notes the latest remarks for people
 */
public record ProgressDocument(String by, Instant at, List<StageView> stages, List<String> notes) {

    public ProgressDocument {
        stages = List.copyOf(stages);
        notes = List.copyOf(notes);
    }

    /**
     * A piece of work within a run.
     *
     * @param total 0 where not known
     * @param ended null while it goes on
     * @param curves of its trainings so far, in the order they began; empty where it trains nothing epoch by epoch
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StageView(
            String stage,
            long done,
            long total,
            Instant began,
            @Nullable Instant ended,
            @JsonInclude(JsonInclude.Include.NON_EMPTY) List<Curve> curves) {

        /** A document from before there were curves has none. */
        public StageView {
            curves = curves == null ? List.of() : List.copyOf(curves);
        }
    }

    /**
     * How one training goes.
     *
     * @param training e.g. {@code fold 2}
     * @param epochs in order; of a long training some of the earlier ones
     */
    public record Curve(String training, List<Epoch> epochs) {

        public Curve {
            epochs = List.copyOf(epochs);
        }
    }

    /** What several processes at one run tell, as if it were one. */
    static Optional<ProgressDocument> merged(List<ProgressDocument> documents) {
        List<ProgressDocument> byTime = documents.stream()
                .sorted(Comparator.comparing(ProgressDocument::at))
                .toList();
        return byTime.isEmpty()
                ? Optional.empty()
                : Optional.of(new ProgressDocument(
                        byTime.stream().map(ProgressDocument::by).distinct().collect(Collectors.joining(", ")),
                        byTime.get(byTime.size() - 1).at(),
                        byTime.stream()
                                .flatMap(document -> document.stages.stream())
                                .sorted(Comparator.comparing(StageView::began))
                                .toList(),
                        byTime.stream()
                                .flatMap(document -> document.notes.stream())
                                .distinct()
                                .toList()));
    }

    /** The stage that began last of those under way, else the last one. */
    Optional<RunView.ProgressView> latest() {
        StageView latest = null;
        for (StageView stage : stages) {
            if (latest == null || stage.ended() == null || latest.ended() != null) {
                latest = stage;
            }
        }
        return Optional.ofNullable(latest)
                .map(stage -> new RunView.ProgressView(stage.stage(), stage.done(), stage.total(), at));
    }
}
