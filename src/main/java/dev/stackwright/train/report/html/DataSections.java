package dev.stackwright.train.report.html;

import static dev.stackwright.train.report.html.Html.table;
import static dev.stackwright.train.report.html.Html.text;

import dev.stackwright.common.Percent;
import dev.stackwright.dataset.SetAside;
import dev.stackwright.train.NearCopy;
import dev.stackwright.train.metrics.ConfusionMatrix.ClassFigures;
import dev.stackwright.train.metrics.LabelIssue;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.ReportBuilder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/** What the page says of photos and labels. Pure. */
final class DataSections {

    /** So many labels fit into a matrix that a person reads; of more, the worst confusions are listed. */
    private static final int MATRIX = 20;

    private static final int MOST_LISTED = 100;

    private static final String CUT = String.format(
            Locale.ROOT,
            "<p class=\"muted\">Of a kind of reason with %,d or more photos the report lists the first %,d; “In short” counts"
                    + " all.</p>",
            SetAside.LISTED,
            SetAside.LISTED);

    private final Report report;
    private final Thumbnails thumbnails;

    DataSections(Report report, Thumbnails thumbnails) {
        this.report = report;
        this.thumbnails = thumbnails;
    }

    String confusion() {
        List<String> names = report.labels().names();
        return names.size() <= MATRIX ? matrix(names) : worst(names);
    }

    private String matrix(List<String> names) {
        List<String> head = new ArrayList<>(List.of("label \\ answer"));
        names.forEach(name -> head.add(text(name)));
        List<List<String>> rows = new ArrayList<>();
        for (int given = 0; given < names.size(); given++) {
            int[] counts = report.confusion()[given];
            int all = Math.max(1, Arrays.stream(counts).sum());
            List<String> row = new ArrayList<>(List.of(text(names.get(given))));
            for (int answer = 0; answer < counts.length; answer++) {
                int shade = (int) Math.ceil(4.0 * counts[answer] / all);
                row.add("<span class=\"cell %s%d\">%d</span>"
                        .formatted(answer == given ? "right" : "wrong", shade, counts[answer]));
            }
            rows.add(row);
        }
        return table(head, rows);
    }

    private record Confused(int given, int answer, int count) {}

    private String worst(List<String> names) {
        List<Confused> all = new ArrayList<>();
        for (int given = 0; given < names.size(); given++) {
            for (int answer = 0; answer < names.size(); answer++) {
                int count = report.confusion()[given][answer];
                if (given != answer && count > 0) {
                    all.add(new Confused(given, answer, count));
                }
            }
        }
        if (all.isEmpty()) {
            return "<p>"
                    + (report.validation().n() == 0
                            ? Report.NOTHING_MEASURED
                            : "No validation photo was answered with another label.")
                    + "</p>";
        }
        all.sort(Comparator.comparingInt((Confused one) -> -one.count()));
        return table(
                        List.of("label", "answered as", "photos"),
                        all.stream()
                                .limit(MOST_LISTED)
                                .map(one -> List.of(
                                        text(names.get(one.given())),
                                        text(names.get(one.answer())),
                                        String.valueOf(one.count())))
                                .toList())
                + more(all.size(), "with fewer photos", "confusion");
    }

    /** All of them in their order, or of many those that are found least. */
    String labels() {
        List<ClassFigures> all = report.classes();
        List<ClassFigures> listed = all.size() <= MOST_LISTED
                ? all
                : all.stream()
                        .sorted(Comparator.comparing((ClassFigures one) -> one.support() == 0)
                                .thenComparingDouble(ClassFigures::recall))
                        .limit(MOST_LISTED)
                        .toList();
        return table(
                        List.of("label", "training photos", "validation photos", "precision", "recall", "F1"),
                        listed.stream()
                                .map(one -> List.of(
                                        text(one.label()),
                                        String.valueOf(report.data().training().getOrDefault(one.label(), 0)),
                                        String.valueOf(one.support()),
                                        Percent.of(one.precision()),
                                        Percent.of(one.recall()),
                                        Percent.of(one.f1())))
                                .toList())
                + more(all.size(), "of higher recall or without validation photos", "classes");
    }

    /** What a list of at most {@value #MOST_LISTED} leaves out of what the report has. */
    private static String more(int all, String which, String field) {
        return all <= MOST_LISTED
                ? ""
                : String.format(
                        Locale.ROOT,
                        "<p class=\"muted\">Not listed here: %,d more %s; report.json has them, <code>%s</code>.</p>",
                        all - MOST_LISTED,
                        which,
                        field);
    }

    /** Of a list that the report itself cuts, and does not tell how many there are. */
    private static String mayBeMore(int listed, int most) {
        return listed < most
                ? ""
                : "<p class=\"muted\">There may be more: the report lists at most %d.</p>".formatted(most);
    }

    String disagreements() {
        if (report.disagreements().isEmpty()) {
            return report.members().size() < 2 ? "" : "<p>On no validation photo that the report lists.</p>";
        }
        List<String> head = new ArrayList<>(List.of("photo", "label", "ensemble"));
        report.members().forEach(member -> head.add(text(member.network())));
        return table(
                        head,
                        report.disagreements().stream()
                                .map(one -> {
                                    List<String> row = new ArrayList<>(List.of(
                                            thumbnails.image(one.path()) + text(one.path()),
                                            text(one.given()),
                                            answer(one.ensemble(), one.given())));
                                    one.members().forEach(member -> row.add(answer(member, one.given())));
                                    return row;
                                })
                                .toList())
                + mayBeMore(report.disagreements().size(), ReportBuilder.MOST_DISAGREEMENTS);
    }

    private static String answer(String label, String given) {
        return "<span class=\"%s\">%s</span>".formatted(label.equals(given) ? "good" : "bad", text(label));
    }

    String suspicious() {
        String training = cards(report.suspiciousTraining());
        String validation = cards(report.suspiciousValidation());
        return (training.isEmpty() ? "" : "<h3>Training, out of fold</h3>" + training)
                + (validation.isEmpty() ? "" : "<h3>Validation</h3>" + validation);
    }

    private String cards(List<LabelIssue> issues) {
        return issues.isEmpty()
                ? ""
                : issues.stream()
                                .map(issue ->
                                        "<li>%s<span>given <strong>%s</strong>, answered <strong>%s</strong> (%s)</span><span class=\"muted\">%s</span></li>"
                                                .formatted(
                                                        thumbnails.image(issue.path()),
                                                        text(issue.given()),
                                                        text(issue.predicted()),
                                                        Percent.of(issue.probability()),
                                                        text(issue.path())))
                                .collect(Collectors.joining("", "<ul class=\"photos\">", "</ul>"))
                        + mayBeMore(issues.size(), ReportBuilder.MOST_SUSPICIOUS);
    }

    private static String nearCopies(List<NearCopy> copies) {
        return copies.isEmpty()
                ? ""
                : "<details><summary>Near copies</summary>"
                        + Html.list(copies.stream()
                                .limit(MOST_LISTED)
                                .map(copy -> text(copy.path() + " ≈ " + copy.of()))
                                .toList())
                        + more(copies.size(), "of these photos", "data.nearCopies")
                        + mayBeMore(copies.size(), SetAside.LISTED)
                        + "</details>";
    }

    String photos() {
        Report.Data data = report.data();
        int shown = thumbnails.samples().size();
        int labels = report.labels().count();
        String samples = thumbnails.samples().entrySet().stream()
                .map(e -> "<h3>%s</h3><p class=\"strip\">%s</p>"
                        .formatted(
                                text(e.getKey()),
                                e.getValue().stream().map(thumbnails::image).collect(Collectors.joining())))
                .collect(Collectors.joining());
        Map<String, Long> reasons = data.setAside().stream()
                .collect(Collectors.groupingBy(
                        rejected -> rejected.reason(), LinkedHashMap::new, Collectors.counting()));
        String aside = data.setAside().isEmpty()
                ? "<p>No photo was set aside.</p>"
                : "<h3>Set aside</h3>"
                        + table(
                                List.of("reason", "photos listed"),
                                reasons.entrySet().stream()
                                        .limit(MOST_LISTED)
                                        .map(e -> List.of(text(e.getKey()), String.valueOf(e.getValue())))
                                        .toList())
                        + more(reasons.size(), "reasons", "data.setAside")
                        + (SetAside.mayBeCut(data.setAside()) ? CUT : "")
                        + "<details><summary>Which</summary>"
                        + Html.list(data.setAside().stream()
                                .limit(MOST_LISTED)
                                .map(one -> text(one.path() + ": " + one.reason()))
                                .toList())
                        + more(data.setAside().size(), "of these files", "data.setAside")
                        + "</details>";
        return "<p>%d to train, %d to validate%s.</p>"
                        .formatted(
                                data.trainingImages(),
                                data.validationImages(),
                                data.validationWasSplitOff() ? " (split off by content)" : "")
                + aside
                + nearCopies(Objects.requireNonNull(data.nearCopies()))
                + samples
                + (samples.isEmpty() || shown == labels
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "<p class=\"muted\">Photos of %d of %,d labels are shown.</p>",
                                shown,
                                labels));
    }
}
