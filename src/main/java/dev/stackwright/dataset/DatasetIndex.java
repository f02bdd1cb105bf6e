package dev.stackwright.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.prediction.Labels;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a dataset without the bytes of its images; for work that needs none, in a process that never opened
 * it. Parts as in {@link Dataset}.
 *
 * @param setAside of each kind of reason as many as a person can look through; {@code remarks} count all
 * @param digest names the content
 * @param remarks for people: what was left out, and what makes figures from this dataset doubtful
 */
public record DatasetIndex(
        Labels labels,
        List<Example> training,
        List<Example> validation,
        boolean validationWasSplitOff,
        List<RejectedImage> setAside,
        Sha256 digest,

        @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable
        List<String> remarks) {

    public DatasetIndex {
        training = List.copyOf(training);
        validation = List.copyOf(validation);
        setAside = List.copyOf(setAside);
        remarks = remarks == null ? List.of() : List.copyOf(remarks);
    }

    @Override
    public List<String> remarks() {
        return Objects.requireNonNull(remarks);
    }
}
