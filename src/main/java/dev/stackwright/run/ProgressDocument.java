package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The document {@code runs/<run>/progress.json}: put whole, about once a second while a run goes on. It is the owner's
 * sign of life, too.
 *
 * @param by the process that runs it
 * @param at when it was written
 * @param stages in the order they began
 * @param notes the latest remarks for people
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ProgressDocument(String by, Instant at, List<StageView> stages, List<String> notes) {

    public ProgressDocument {
        stages = List.copyOf(stages);
        notes = List.copyOf(notes);
    }

    /**
     * @param total 0 where not known
     * @param ended null while it goes on
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record StageView(
            String stage,
            long done,
            long total,
            Instant began,
            @Nullable Instant ended) {}

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
