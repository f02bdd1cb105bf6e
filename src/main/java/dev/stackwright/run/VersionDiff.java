package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.store.ObjectStore;
import dev.stackwright.train.TrainedMember;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.ReportBuilder;
import dev.stackwright.train.report.ReportBuilder.Answer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What changed from one version to another. Photos are compared by what the versions' runs left in the store, so that no
 * model is loaded and no dataset is opened.
 *
 * @param data what differs in photos and labels
 * @param recipe what differs in settings, members and software
 * @param figures accuracy, log-loss and calibration error of the ensemble and of each member, all of them; none where
 *     neither version had validation photos
 * @param answers absent where what one of the runs left is gone from the store
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VersionDiff(
        EnsembleName ensemble,
        EnsembleVersion from,
        EnsembleVersion to,
        List<Change> data,
        List<Change> recipe,
        List<Figure> figures,
        @Nullable Answers answers) {

    private static final int MOST_DISAGREEMENTS = 100;

    /** A value that differs; absent on the side that has none. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Change(
            String what, @Nullable String from, @Nullable String to) {}

    /** A figure on each version's own validation photos; absent where a version has no such member or no such photos. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Figure(
            String what, @Nullable Double from, @Nullable Double to) {}

    /**
     * How both answer the validation photos that they have in common: the same bytes, whatever their path.
     *
     * @param different how many they answer differently
     * @param onlyFromRight of these, those that only {@code from} gets right, by the labels of {@code to}
     * @param disagreements those that one of them gets right first, then the surest; at most {@value #MOST_DISAGREEMENTS}
     */
    public record Answers(
            int photos, int different, int onlyFromRight, int onlyToRight, List<Disagreement> disagreements) {}

    /**
     * A photo that they answer differently.
     *
     * @param given its label in the dataset of {@code to}
     * @param probability of {@code to} for its answer
     */
    public record Disagreement(String path, String given, String from, String to, double probability) {}

    /** Of two versions of one ensemble. */
    public static VersionDiff of(ObjectStore store, EnsembleRepository ensembles, Manifest from, Manifest to) {
        return new VersionDiff(
                to.ensemble(),
                from.version(),
                to.version(),
                changes(data(ensembles, from), data(ensembles, to)),
                changes(recipe(from), recipe(to)),
                figures(scores(from.figures()), scores(to.figures())),
                answers(store, from)
                        .flatMap(a -> answers(store, to).map(b -> compared(a, b)))
                        .orElse(null));
    }

    /**
     * Whether figures and answers are the same, answers where they are known; without figures, whether photos and settings
     * are.
     */
    public boolean same() {
        if (figures.isEmpty()) {
            return data.isEmpty() && recipe.isEmpty();
        }
        return figures.stream().allMatch(figure -> Objects.equals(figure.from(), figure.to()))
                && (answers == null || answers.different() == 0);
    }

    private static Map<String, String> data(EnsembleRepository ensembles, Manifest manifest) {
        Report.Data data = Report.of(ensembles, manifest).data();
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", Json.mapper().valueToTree(data), values);
        values.put("setAside", Integer.toString(data.setAside().size()));
        return values;
    }

    private static Map<String, String> recipe(Manifest manifest) {
        Map<String, Object> all = manifest.configuration("resolved").orElseGet(LinkedHashMap::new);
        all.put("labels", manifest.labels());
        all.put("stack", manifest.stack());
        manifest.members().forEach(member -> all.put("weights of " + member.network(), member.weights()));
        all.put("software", manifest.software());
        Map<String, String> values = new LinkedHashMap<>();
        flatten("", Json.mapper().valueToTree(all), values);
        return values;
    }

    /** Values by path, e.g. {@code training.cat}; a list is one value. */
    private static void flatten(String path, JsonNode node, Map<String, String> values) {
        if (node.isObject()) {
            node.fields()
                    .forEachRemaining(field -> flatten(
                            path.isEmpty() ? field.getKey() : path + "." + field.getKey(), field.getValue(), values));
        } else if (node.isArray()) {
            List<String> items = new ArrayList<>();
            node.forEach(item -> items.add(item.isValueNode() ? item.asText() : item.toString()));
            values.put(path, String.join(", ", items));
        } else if (!node.isNull()) {
            values.put(path, node.asText());
        }
    }

    private static List<Change> changes(Map<String, String> from, Map<String, String> to) {
        return both(from, to).stream()
                .filter(what -> !Objects.equals(from.get(what), to.get(what)))
                .map(what -> new Change(what, from.get(what), to.get(what)))
                .toList();
    }

    private static Map<String, Double> scores(ValidationScores scores) {
        Map<String, Double> values = new LinkedHashMap<>();
        if (!scores.measured()) {
            return values;
        }
        put(
                values,
                "ensemble",
                scores.ensemble().accuracy(),
                scores.ensemble().logLoss(),
                scores.ensemble().calibrationError());
        scores.members()
                .forEach(member ->
                        put(values, member.network(), member.accuracy(), member.logLoss(), member.calibrationError()));
        return values;
    }

    private static void put(Map<String, Double> values, String who, double accuracy, double logLoss, double error) {
        values.put(who + ": accuracy", accuracy);
        values.put(who + ": log-loss", logLoss);
        values.put(who + ": calibration error", error);
    }

    private static List<Figure> figures(Map<String, Double> from, Map<String, Double> to) {
        return both(from, to).stream()
                .map(what -> new Figure(what, from.get(what), to.get(what)))
                .toList();
    }

    private static <T> Set<String> both(Map<String, T> from, Map<String, T> to) {
        Set<String> keys = new LinkedHashSet<>(from.keySet());
        keys.addAll(to.keySet());
        return keys;
    }

    /** By digest of the photo; empty where the run's documents are gone, or were never in this store. */
    private static Optional<List<Answer>> answers(ObjectStore store, Manifest manifest) {
        if (!RunId.isValid(manifest.run())) {
            return Optional.empty();
        }
        RunArtifacts folder = new RunArtifacts(store, new RunId(manifest.run()));
        List<TrainedMember> members = manifest.members().stream()
                .flatMap(member -> folder.member(member.network()).find().stream())
                .toList();
        return members.size() < manifest.members().size()
                ? Optional.empty()
                : folder.prepared()
                        .flatMap(prepared -> folder.stack()
                                .find()
                                .map(stack -> ReportBuilder.answers(folder.index(prepared), members, stack)));
    }

    private static Answers compared(List<Answer> from, List<Answer> to) {
        Map<String, Answer> before = new LinkedHashMap<>();
        from.forEach(answer -> before.put(answer.photo().digest().hex(), answer));
        int photos = 0;
        int onlyFromRight = 0;
        int onlyToRight = 0;
        List<Disagreement> different = new ArrayList<>();
        for (Answer after : to) {
            Answer other = before.get(after.photo().digest().hex());
            if (other == null) {
                continue;
            }
            photos++;
            if (!other.label().equals(after.label())) {
                onlyFromRight += other.label().equals(after.given()) ? 1 : 0;
                onlyToRight += after.label().equals(after.given()) ? 1 : 0;
                different.add(new Disagreement(
                        after.photo().path(), after.given(), other.label(), after.label(), after.probability()));
            }
        }
        List<Disagreement> first = different.stream()
                .sorted(Comparator.comparing((Disagreement one) ->
                                !one.from().equals(one.given()) && !one.to().equals(one.given()))
                        .thenComparing(Disagreement::probability, Comparator.reverseOrder()))
                .limit(MOST_DISAGREEMENTS)
                .toList();
        return new Answers(photos, different.size(), onlyFromRight, onlyToRight, first);
    }
}
