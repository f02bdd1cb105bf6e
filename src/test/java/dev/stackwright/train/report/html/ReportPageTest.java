package dev.stackwright.train.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json;
import dev.stackwright.train.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page of a report that an older version wrote, with labels and names as they are and as an attacker has them. */
class ReportPageTest {

    private static final Pattern TAG = Pattern.compile("<(/?[a-zA-Z!][^\\s>]*)([^>]*)>");
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-zA-Z-]+)=");

    static ReportPage.About about(Map<String, String> software) {
        return new ReportPage.About(
                "cells",
                "",
                Instant.parse("2026-11-28T00:00:00Z"),
                "a run",
                Map.of("resolved", Map.of("members", List.of("mobilenet-v2"))),
                software);
    }

    @Test
    void theFiguresOfTheReportAreOnThePage() throws IOException {
        String page = page(UnaryOperator.identity());
        assertThat(page)
                .contains(
                        "<strong>101 of 119</strong> validation photos right: 84.9 % (95 % interval 77.4 % to 90.2 %)")
                .contains("eosinophil", "mobilenet-v2", "Dataset_2_037.jpg", "a divided dataset")
                .contains("val/copy.jpg ≈ train/original.jpg")
                .contains("<span class=\"cell right4\">62</span>");
    }

    @Test
    void whatDepartsFromTheArticleIsListedAndNothingWhereNothingDoes() throws IOException {
        String page = page(
                report -> report.putArray("departures")
                        .add("batches of 8 in place of 32")
                        .add("a < b"),
                UnaryOperator.identity(),
                Map.of(),
                Thumbnails.NONE);
        assertThat(page)
                .contains("departs in from the article", "<li>batches of 8 in place of 32</li>", "<li>a &lt; b</li>");
        assertThat(page(UnaryOperator.identity())).doesNotContain("from the article");
    }

    @Test
    void nothingOfThePageAsksForAnythingElse() throws IOException {
        String page = page(UnaryOperator.identity());
        assertThat(page).contains("default-src 'none'").doesNotContain("href=", "@import", "url(", "<script");
        assertThat(Pattern.compile("src=\"(?!data:image/jpeg)").matcher(page).find())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "\"onmouseover=\"alert(1)",
                "' onload='alert(1)",
                "</style><img src=x onerror=alert(1)>",
                "]]>--><svg onload=alert(1)>",
                "&lt;b&gt;%s%n$1",
                "\u202Egnp.exe\u202C",
                "\u0000\u0007\u001B[31m"
            })
    void hostileLabelsAndPathsAddNoElementAndNoAttribute(String hostile) throws IOException {
        String before = page(UnaryOperator.identity());
        String after = page(json -> json.replace("eosinophil", quoted(hostile))
                .replace("Dataset_2_037", quoted(hostile))
                .replace("val/copy.jpg", quoted(hostile))
                .replace("a divided dataset", quoted(hostile)));
        assertThat(marks(after)).isEqualTo(marks(before));
        assertThat(after.codePoints().filter(c -> c != '\n').noneMatch(Character::isISOControl))
                .isTrue();
        assertThat(after).doesNotContain("\u202E");
    }

    @Test
    void aLabelOfTenThousandCharactersIsCut() throws IOException {
        String page = page(json -> json.replace("eosinophil", "x".repeat(10_000)));
        assertThat(page).doesNotContain("x".repeat(301)).contains("x".repeat(300) + "…");
        assertThat(page.length()).isLessThan(3_000_000);
    }

    @Test
    void ofThreeHundredLongLabelsTheWorstAreListedAndTheOthersCounted() throws IOException {
        String page = page(
                report -> {
                    manyLabels(report);
                    manyPhotos(report);
                },
                UnaryOperator.identity(),
                Map.of(),
                new Thumbnails(Map.of(), Map.of("l0", List.of("l0/1.jpg"))));
        assertThat(section(page, "Which labels are mistaken for which"))
                .containsSubsequence("l299 ", "l0 ", "<td>300</td>", "l298 ", "l0 ", "<td>299</td>")
                .contains("Not listed here: 199 more with fewer photos; report.json has them, <code>confusion</code>")
                .satisfies(section -> assertThat(rows(section)).isEqualTo(100));
        assertThat(section(page, "Labels"))
                .containsSubsequence("l299 ", "0.0 %", "l298 ", "0.3 %")
                .contains("200 more of higher recall or without validation photos", "<code>classes</code>")
                .satisfies(section -> assertThat(rows(section)).isEqualTo(100));
        assertThat(section(page, "Photos"))
                .contains("Not listed here: 50 more of these photos", "<code>data.nearCopies</code>")
                .contains("Not listed here: 40 more of these files", "40 more reasons", "<code>data.setAside</code>")
                .contains("Photos of 1 of 300 labels are shown.");
        assertThat(page.length()).as("characters").isLessThan(200_000);
    }

    @Test
    void ofFewLabelsNothingIsSaidToBeLeftOut() throws IOException {
        assertThat(page(UnaryOperator.identity())).doesNotContain("Not listed here");
    }

    @Test
    void ofListsThatTheReportHasWholeNothingIsSaidToBeMissing() throws IOException {
        String page = page(report -> lists(report, -1), UnaryOperator.identity(), Map.of(), Thumbnails.NONE);
        assertThat(page).contains("Where members disagree").doesNotContain("There may be more", "the report lists");
    }

    @Test
    void ofListsThatTheReportItselfCutsIsSaidThatThereMayBeMore() throws IOException {
        String page = page(
                report -> {
                    lists(report, 0);
                    manyCopies(report, 1000);
                },
                UnaryOperator.identity(),
                Map.of(),
                Thumbnails.NONE);
        assertThat(section(page, "Where members disagree")).contains("There may be more: the report lists at most 30.");
        assertThat(section(page, "Labels that look wrong"))
                .containsSubsequence(
                        "Training, out of fold",
                        "There may be more: the report lists at most 20.",
                        "Validation",
                        "There may be more: the report lists at most 20.");
        assertThat(section(page, "Photos"))
                .contains("Of a kind of reason with 1,000 or more photos the report lists the first 1,000; “In short”")
                .contains("There may be more: the report lists at most 1000.");
    }

    /** Of each list so many more than a report has at most. */
    private static void lists(ObjectNode report, int more) {
        ArrayNode disagreements = report.putArray("disagreements");
        for (int i = 0; i < 30 + more; i++) {
            ObjectNode one = disagreements.addObject().put("path", i + ".jpg");
            one.put("given", "a").put("ensemble", "b").putArray("members").add("a");
        }
        for (String part : List.of("suspiciousTraining", "suspiciousValidation")) {
            ArrayNode issues = report.putArray(part);
            for (int i = 0; i < 20 + more; i++) {
                ObjectNode one = issues.addObject().put("path", i + ".jpg").put("given", "a");
                one.put("predicted", "b").put("probability", 0.9);
            }
        }
        ArrayNode setAside = ((ObjectNode) report.get("data")).putArray("setAside");
        for (int i = 0; i < 1000 + more; i++) {
            setAside.addObject().put("path", "aside" + i).put("reason", "it has " + i + " bytes");
        }
    }

    /** The higher its number, the more photos of a label were answered as the first; of that one there are none. */
    private static void manyLabels(ObjectNode report) {
        int count = 300;
        ArrayNode labels = report.putArray("labels");
        ArrayNode classes = report.putArray("classes");
        ArrayNode confusion = report.putArray("confusion");
        ObjectNode training = ((ObjectNode) report.get("data")).putObject("training");
        for (int i = 0; i < count; i++) {
            String label = "l" + i + " " + "x".repeat(194);
            labels.add(label);
            training.put(label, 300);
            ArrayNode row = confusion.addArray();
            for (int answer = 0; answer < count; answer++) {
                row.add(i == 0 ? 0 : answer == 0 ? i + 1 : answer == i ? count - 1 - i : 0);
            }
            classes.addObject()
                    .put("label", label)
                    .put("support", i == 0 ? 0 : count)
                    .put("precision", 0.5)
                    .put("recall", i == 0 ? 0 : (count - 1 - i) / (double) count)
                    .put("f1", 0.5);
        }
    }

    private static void manyPhotos(ObjectNode report) {
        manyCopies(report, 150);
        ArrayNode setAside = ((ObjectNode) report.get("data")).putArray("setAside");
        for (int i = 0; i < 140; i++) {
            setAside.addObject().put("path", "aside" + i).put("reason", "reason " + i);
        }
    }

    private static void manyCopies(ObjectNode report, int count) {
        ArrayNode copies = ((ObjectNode) report.get("data")).putArray("nearCopies");
        for (int i = 0; i < count; i++) {
            copies.addObject()
                    .put("path", "copy" + i)
                    .put("of", "original" + i)
                    .put("acrossParts", true)
                    .put("sameLabel", true);
        }
    }

    private static String section(String page, String title) {
        String from = "<section><h2>" + title + "</h2>";
        assertThat(page).contains(from);
        return page.substring(page.indexOf(from), page.indexOf("</section>", page.indexOf(from)));
    }

    private static int rows(String section) {
        return section.split("<th scope=\"row\">", -1).length - 1;
    }

    @Test
    void versionsMachineAndTimesStandInTheSameOrderHoweverTheirMapsAreOrdered() throws IOException {
        Map<String, String> forwards = new LinkedHashMap<>();
        List.of("java", "onnx", "stackwright", "tensorflow", "zlib").forEach(name -> forwards.put(name, name + " 1"));
        Map<String, String> backwards = new LinkedHashMap<>();
        List.of("zlib", "tensorflow", "stackwright", "onnx", "java").forEach(name -> backwards.put(name, name + " 1"));
        UnaryOperator<String> times =
                json -> json.replaceFirst("\"timings\":\\{[^}]*}", "\"timings\":{\"total\":9.0,\"a\":4.0,\"b\":5.0}");
        assertThat(page(times, forwards)).isEqualTo(page(times, backwards));
        assertThat(page(times, forwards)).containsSubsequence("java 1", "zlib 1", "9 s", "5 s", "4 s");
    }

    /** The words of all tags and attributes: what a browser could act on. */
    private static Set<String> marks(String page) {
        Set<String> marks = new TreeSet<>();
        Matcher tag = TAG.matcher(page.replaceAll("(?s)<style>.*?</style>", ""));
        while (tag.find()) {
            marks.add(tag.group(1));
            Matcher attribute = ATTRIBUTE.matcher(tag.group(2).replaceAll("\"[^\"]*\"", ""));
            while (attribute.find()) {
                marks.add(tag.group(1) + " " + attribute.group(1));
            }
        }
        return marks;
    }

    private static String quoted(String text) {
        String json = new String(Json.bytes(text), java.nio.charset.StandardCharsets.UTF_8).strip();
        return json.substring(1, json.length() - 1);
    }

    private static String page(UnaryOperator<String> change) throws IOException {
        return page(change, Map.of());
    }

    private static String page(UnaryOperator<String> change, Map<String, String> software) throws IOException {
        return page(report -> {}, change, software, Thumbnails.NONE);
    }

    private static String page(
            Consumer<ObjectNode> edit,
            UnaryOperator<String> change,
            Map<String, String> software,
            Thumbnails thumbnails)
            throws IOException {
        try (InputStream in = ReportPageTest.class.getResourceAsStream("/documents/report-1.json")) {
            ObjectNode json = (ObjectNode) Json.mapper().readTree(in);
            ((ObjectNode) json.get("data")).putArray("remarks").add("a divided dataset");
            ((ObjectNode) json.get("data"))
                    .putArray("nearCopies")
                    .addObject()
                    .put("path", "val/copy.jpg")
                    .put("of", "train/original.jpg")
                    .put("acrossParts", true)
                    .put("sameLabel", true);
            edit.accept(json);
            String changed = change.apply(json.toString());
            Report report = new DocumentSchema<>(Report.class, Report.SCHEMA)
                    .read(changed.getBytes(java.nio.charset.StandardCharsets.UTF_8), "report");
            return ReportPage.of(about(software), report, thumbnails);
        }
    }
}
