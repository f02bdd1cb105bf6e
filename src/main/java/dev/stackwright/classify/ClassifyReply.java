package dev.stackwright.classify;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.stackwright.classify.ClassifyRequest.ImageSource;
import dev.stackwright.classify.ClassifyRequest.InlineImage;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Evidence;
import dev.stackwright.ensemble.Evidence.HeatMap;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Predictor.Prediction;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Probabilities;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The answer to {@code POST /classify}: one result an image, the urls and then the images of the request in its order. */
public record ClassifyReply(EnsembleName ensemble, EnsembleVersion version, List<Result> results) {

    public ClassifyReply {
        results = List.copyOf(results);
    }

    /**
     * Either label, probability, top and members, or an error; never both.
     *
     * @param url as in the request, a {@code data:} url shortened; absent for an image of the request itself
     * @param name of an image of the request itself, its place such as {@code images[0]} where it has none
     * @param unknown whether the label, the best guess, is too improbable to go by; absent where not asked for
     * @param set the labels that may be the true one at the coverage asked for, most probable first, perhaps none; absent
     *     where not asked for
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Result(
            @Nullable String url,
            @Nullable String name,
            @Nullable String label,
            @Nullable Double probability,
            @Nullable Boolean unknown,
            @Nullable List<String> set,
            @Nullable List<Scored> top,
            @Nullable List<MemberAnswer> members,
            @Nullable Failure error,
            @Nullable Explanation explanation) {

        /** Without what has to be asked for. */
        public Result(
                @Nullable String url,
                @Nullable String name,
                @Nullable String label,
                @Nullable Double probability,
                @Nullable List<Scored> top,
                @Nullable List<MemberAnswer> members,
                @Nullable Failure error) {
            this(url, name, label, probability, null, null, top, members, error, null);
        }

        /** The same with what the answer rests on. */
        Result explained(Explanation by) {
            return new Result(url, name, label, probability, unknown, set, top, members, error, by);
        }

        /** The same with how sure it is. */
        Result certain(@Nullable List<String> ofLabels, @Nullable Boolean isUnknown) {
            return new Result(url, name, label, probability, isUnknown, ofLabels, top, members, error, explanation);
        }

        private static final double DECIMALS = 1e6;

        public static Result failed(@Nullable String url, String code, String message) {
            return new Result(url, null, null, null, null, null, new Failure(code, message));
        }

        /** The same answer, under the name of what it is about. */
        Result of(ImageSource source, int place) {
            if (source instanceof InlineImage image) {
                return of(null, image.name() == null ? "images[" + place + "]" : image.name());
            }
            return of(DataUrl.shown(((ImageSource.Url) source).url()), null);
        }

        /** The same answer about another. */
        public Result of(@Nullable String otherUrl, @Nullable String otherName) {
            return new Result(otherUrl, otherName, label, probability, unknown, set, top, members, error, explanation);
        }

        /** The answer for one row of a prediction; {@code top} is cut to the number of labels. */
        static Result answered(Manifest manifest, Prediction prediction, int row, int top) {
            Labels labels = manifest.labels();
            List<Scored> scored = ranked(labels, prediction.ensemble(), row, top);
            List<MemberAnswer> members = IntStream.range(0, prediction.members().size())
                    .mapToObj(m -> member(
                            manifest.members().get(m).network(),
                            labels,
                            prediction.members().get(m),
                            row))
                    .toList();
            Scored best = scored.get(0);
            return new Result(null, null, best.label(), best.probability(), scored, members, null);
        }

        /** Most probable first; of equals the one that comes first among the labels. */
        private static List<Scored> ranked(Labels labels, Probabilities probabilities, int row, int top) {
            return IntStream.range(0, labels.count())
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer label) -> -probabilities.at(row, label)))
                    .limit(top)
                    .map(label -> new Scored(labels.name(label), rounded(probabilities.at(row, label))))
                    .toList();
        }

        private static MemberAnswer member(String network, Labels labels, Probabilities probabilities, int row) {
            int best = probabilities.best(row);
            return new MemberAnswer(network, labels.name(best), rounded(probabilities.at(row, best)));
        }

        /** To six decimals: more would be noise of the hardware. */
        static double rounded(double probability) {
            return Math.round(Math.min(1, probability) * DECIMALS) / DECIMALS;
        }
    }

    /**
     * What an answer rests on, for the label that was answered.
     *
     * @param missing why there are no maps; absent where there are
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Explanation(
            @Nullable HeatMap ensemble,
            @Nullable List<MemberMap> members,
            @Nullable String missing) {

        static Explanation of(Manifest manifest, Evidence evidence, int image, int label) {
            return new Explanation(
                    evidence.ofEnsemble(image, label),
                    IntStream.range(0, manifest.members().size())
                            .mapToObj(m -> new MemberMap(
                                    manifest.members().get(m).network(), evidence.ofMember(m, image, label)))
                            .toList(),
                    null);
        }
    }

    /** One member's map, for the ensemble's label. */
    public record MemberMap(String network, HeatMap map) {}

    public record Scored(String label, double probability) {}

    public record MemberAnswer(String network, String label, double probability) {}

    /**
     * Why an image has no answer.
     *
     * @param code that of a {@link FailureCode}
     */
    public record Failure(String code, String message) {

        /** Whether it tells of the store, the time or this server, and not of the image: then asking again may help. */
        public boolean mayPass() {
            return FailureCode.mayPass(code);
        }
    }
}
