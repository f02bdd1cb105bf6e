package dev.stackwright.train.report.html;

import static dev.stackwright.train.report.html.Chart.number;
import static dev.stackwright.train.report.html.Html.section;
import static dev.stackwright.train.report.html.Html.table;
import static dev.stackwright.train.report.html.Html.text;

import dev.stackwright.common.Percent;
import dev.stackwright.ensemble.EnsembleRepository;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.train.report.Recognition;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.Score;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.html}: the report for people, in one file that asks for no other. It has no script, and its policy lets none
 * in. Pure.
 */
public final class ReportPage {

    private final About about;
    private final Report report;
    private final Thumbnails thumbnails;

    private ReportPage(About about, Report report, Thumbnails thumbnails) {
        this.about = about;
        this.report = report;
        this.thumbnails = thumbnails;
    }

    /**
     * Where the report comes from.
     *
     * @param version empty while it is being published, as its name is made of its files
     * @param configuration as in the manifest
     * @param software names and versions
     */
    public record About(
            String ensemble,
            String version,
            Instant at,
            String run,
            Map<String, Object> configuration,
            Map<String, String> software) {}

    /** Of a published version: the page that was written with it, else one without photos from its documents. */
    public static byte[] of(EnsembleRepository ensembles, Manifest manifest) {
        return ensembles.page(manifest).orElseGet(() -> {
            Report report = Report.of(ensembles, manifest);
            About about = new About(
                    manifest.ensemble().value(),
                    manifest.version().value(),
                    manifest.createdAt(),
                    manifest.run(),
                    manifest.configuration(),
                    manifest.software());
            return of(about, report, Thumbnails.NONE).getBytes(StandardCharsets.UTF_8);
        });
    }

    /** The page. */
    public static String of(About about, Report report, Thumbnails thumbnails) {
        return new ReportPage(about, report, thumbnails).page();
    }

    private String page() {
        DataSections data = new DataSections(report, thumbnails);
        String title = text(about.ensemble());
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <meta name="color-scheme" content="light dark">
            <title>%s: report</title><style>%s</style></head><body>
            <header><p class="kind">Report of an ensemble</p><h1>%s</h1><p class="muted">%s</p></header><main>
            """.formatted(title, style(), title, subtitle())
                + section("In short", inShort())
                + section("Accuracy", accuracy())
                + section("How sure is sure", calibration())
                + section("Which labels are mistaken for which", data.confusion())
                + section("Labels", data.labels())
                + section("The stack", stack())
                + section("Where members disagree", data.disagreements())
                + section("Labels that look wrong", data.suspicious())
                + section("Training curves", Curves.of(report))
                + section("The article", article())
                + section("Photos", data.photos())
                + section("Where it comes from", Provenance.of(about, report))
                + "</main></body></html>\n";
    }

    private String subtitle() {
        return text(Stream.of(
                        about.version(),
                        "recipe " + report.recipe(),
                        "seed " + report.seed(),
                        about.at().toString())
                .filter(part -> !part.isEmpty())
                .reduce((a, b) -> a + " · " + b)
                .orElse(""));
    }

    private String inShort() {
        Score score = report.validation();
        List<String> lines = new ArrayList<>();
        lines.add(
                score.n() == 0
                        ? Report.NOTHING_MEASURED
                        : "The ensemble answered <strong>%d of %d</strong> validation photos right: %s (95 %% interval %s to %s)."
                                .formatted(
                                        score.correct(),
                                        score.n(),
                                        Percent.of(score.accuracy()),
                                        Percent.of(score.low()),
                                        Percent.of(score.high())));
        Report.Comparison best = report.againstBestMember();
        if (best != null && best.accuracyGain() != null) {
            lines.add(
                    "Against %s, its best member out of fold, that is %s points of accuracy (95 %% interval %s to %s, p = %s)."
                            .formatted(
                                    text(best.member()),
                                    signed(best.accuracyGain().value() * 100),
                                    signed(best.accuracyGain().low() * 100),
                                    signed(best.accuracyGain().high() * 100),
                                    number(best.pValue())));
        }
        Objects.requireNonNull(report.data().remarks()).forEach(remark -> lines.add(text(remark)));
        return Html.list(lines);
    }

    private String accuracy() {
        List<Chart.Dot> dots = new ArrayList<>();
        if (report.validation().n() > 0) {
            dots.add(dot("ensemble", report.validation(), true));
            report.members().forEach(member -> dots.add(dot(member.network(), member.validation(), false)));
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("ensemble", report.validation()));
        report.members().forEach(member -> rows.add(row(member.network(), member.validation())));
        if (report.outOfFold() != null) {
            rows.add(row("ensemble, out of fold", report.outOfFold()));
        }
        String chart = dots.isEmpty()
                ? ""
                : Chart.dots(
                        "Accuracy on %d photos that training never saw, with 95 %% intervals"
                                .formatted(report.validation().n()),
                        dots);
        return chart + table(List.of("", "right", "accuracy", "log-loss", "calibration error", "if calibrated"), rows);
    }

    private static Chart.Dot dot(String name, Score score, boolean strong) {
        return new Chart.Dot(name, score.low(), score.accuracy(), score.high(), strong);
    }

    private static List<String> row(String name, Score score) {
        Double chance = score.calibrationErrorByChance();
        if (score.n() == 0) {
            return List.of(text(name), "no photos", "–", "–", "–", "–");
        }
        return List.of(
                text(name),
                score.correct() + " of " + score.n(),
                Percent.of(score.accuracy()),
                number(score.logLoss()),
                number(score.calibrationError()),
                chance == null ? "–" : number(chance));
    }

    private String calibration() {
        Report.Reliability bins = report.reliability();
        String chart = bins == null
                ? ""
                : Chart.lines(
                        "Share that was right, by the probability that was told (in hundredths); the straight line is"
                                + " perfect, and points of fewer than ten photos are drawn together",
                        List.of(
                                new Chart.Line("perfect", List.of(new double[] {0, 0}, new double[] {100, 1})),
                                Curves.reliability("before the temperature", bins.before()),
                                Curves.reliability("as served", bins.after())));
        String loss = report.validation().n() == 0
                ? ""
                : " Log-loss %s before, %s as served."
                        .formatted(
                                number(report.beforeTemperature().logLoss()),
                                number(report.validation().logLoss()));
        return "<p>Logits are divided by a temperature of %s.%s</p>".formatted(number(report.temperature()), loss)
                + chart
                + recognition(report.recognition());
    }

    private static String recognition(@Nullable Recognition told) {
        if (told == null) {
            return "";
        }
        List<List<String>> rows = new ArrayList<>();
        area(rows, "a wrong answer, by its probability", told.wrongByProbability());
        area(rows, "the same on training photos, out of fold", told.wrongOutOfFold());
        area(rows, "a wrong answer, by features unlike those of training photos", told.wrongByFeatures());
        told.leftOut()
                .forEach(one -> area(
                        rows, "a photo of " + one.label() + ", had training had none, by its features", one.auroc()));
        return rows.isEmpty()
                ? ""
                : "<h3>What is noticed</h3><p>Area under the ROC curve: 0.5 is chance, 1 tells all apart. Photos of"
                        + " other kinds are further away than a label that was left out.</p>"
                        + table(List.of("how well is noticed", "area"), rows);
    }

    private static void area(List<List<String>> rows, String what, @Nullable Double area) {
        if (area != null) {
            rows.add(List.of(text(what), number(area)));
        }
    }

    private String stack() {
        var stack = report.stack();
        List<List<String>> weights = new ArrayList<>();
        for (int i = 0; i < stack.weights().size() && i < report.members().size(); i++) {
            weights.add(List.of(
                    text(report.members().get(i).network()),
                    number(stack.weights().get(i))));
        }
        return "<p><strong>%s</strong>: %s</p>".formatted(text(stack.chosen()), text(stack.why()))
                + (weights.isEmpty() ? "" : table(List.of("member", "weight"), weights))
                + (stack.candidates().isEmpty()
                        ? ""
                        : table(
                                List.of("candidate", "log-loss", "standard error", "behind the best"),
                                stack.candidates().stream()
                                        .map(one -> List.of(
                                                text(one.kind()),
                                                number(one.logLoss()),
                                                number(one.standardError()),
                                                one.behindBest() == null ? "–" : number(one.behindBest())))
                                        .toList()));
    }

    private String article() {
        return report.departures().isEmpty()
                ? ""
                : "<p>What this run departs in from the article that the recipe is named after:</p>"
                        + Html.list(report.departures().stream().map(Html::text).toList());
    }

    private static String signed(double value) {
        return String.format(Locale.ROOT, "%+.1f", value);
    }

    private static String style() {
        try (InputStream in = Objects.requireNonNull(ReportPage.class.getResourceAsStream("report.css"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read report.css of this program", e);
        }
    }
}
