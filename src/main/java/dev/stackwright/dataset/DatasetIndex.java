package dev.stackwright.dataset;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.common.Sha256;
import dev.stackwright.dataset.Dataset.Example;
import dev.stackwright.dataset.Dataset.RejectedImage;
import dev.stackwright.prediction.Labels;
import java.nio.charset.StandardCharsets;
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

    /** With the digest of SHA-256 over part, path, label and digest of every example, a line each, by part and path. */
    public static DatasetIndex of(
            Labels labels,
            List<Example> training,
            List<Example> validation,
            boolean validationWasSplitOff,
            List<RejectedImage> setAside,
            List<String> remarks) {
        StringBuilder lines = new StringBuilder();
        append(lines, "training", training, labels);
        append(lines, "validation", validation, labels);
        Sha256 digest = Sha256.of(lines.toString().getBytes(StandardCharsets.UTF_8));
        return new DatasetIndex(labels, training, validation, validationWasSplitOff, setAside, digest, remarks);
    }

    private static void append(StringBuilder lines, String part, List<Example> examples, Labels labels) {
        for (Example e : examples) {
            String line = String.join(
                    "\t", part, e.path(), labels.name(e.label()), e.digest().hex());
            lines.append(line).append('\n');
        }
    }

    /** The same with other remarks. */
    public DatasetIndex withRemarks(List<String> others) {
        return new DatasetIndex(labels, training, validation, validationWasSplitOff, setAside, digest, others);
    }

    @Override
    public List<String> remarks() {
        return Objects.requireNonNull(remarks);
    }
}
