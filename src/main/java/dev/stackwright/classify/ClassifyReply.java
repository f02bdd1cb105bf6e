package dev.stackwright.classify;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to {@code POST /classify}: one result a url, in the request's order. */
public record ClassifyReply(EnsembleName ensemble, EnsembleVersion version, List<Result> results) {

    public ClassifyReply {
        results = List.copyOf(results);
    }

    /** Either label, probability, top and members, or an error; never both. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            String url,
            @Nullable String label,
            @Nullable Double probability,
            @Nullable List<Scored> top,
            @Nullable List<MemberAnswer> members,
            @Nullable Failure error) {

        public static Result failed(String url, String code, String message) {
            return new Result(url, null, null, null, null, new Failure(code, message));
        }
    }

    public record Scored(String label, double probability) {}

    public record MemberAnswer(String network, String label, double probability) {}

    /**
     * Why an image has no answer.
     *
     * @param code stable, kebab case, e.g. {@code address-refused}, {@code too-many-pixels}
     */
    public record Failure(String code, String message) {}
}
