package dev.stackwright.train.report.html;

import static dev.stackwright.train.report.html.Chart.number;
import static dev.stackwright.train.report.html.Html.table;
import static dev.stackwright.train.report.html.Html.text;

import dev.stackwright.common.Json;
import dev.stackwright.train.report.Report;
import dev.stackwright.train.report.html.ReportPage.About;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Where an ensemble comes from: run, data, weights, programs, times and configuration. Pure. */
final class Provenance {

    private Provenance() {}

    static String of(About about, Report report) {
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("run", text(about.run())));
        rows.add(List.of("dataset digest", text(report.data().digest().hex())));
        report.members()
                .forEach(member -> rows.add(List.of(
                        "weights of " + text(member.network()),
                        text(member.origin()) + "<br><span class=\"muted\">"
                                + text(member.weights().hex()) + "</span>")));
        new TreeMap<>(about.software()).forEach((name, version) -> rows.add(List.of(text(name), text(version))));
        new TreeMap<>(report.environment()).forEach((name, value) -> {
            // what published and what trained are most often the same programs
            if (!value.equals(about.software().get(name))) {
                rows.add(List.of(text(name), text(value)));
            }
        });
        List<List<String>> times = report.timings().entrySet().stream()
                .sorted(Map.Entry.<String, Double>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .map(e -> List.of(text(e.getKey()), number(e.getValue()) + " s"))
                .toList();
        return table(List.of("", "what"), rows)
                + (times.isEmpty() ? "" : "<h3>Time</h3>" + table(List.of("stage", "seconds"), times))
                + "<details><summary>Configuration</summary><pre>"
                + configuration(about)
                + "</pre></details>";
    }

    private static String configuration(About about) {
        String json = new String(Json.bytes(about.configuration()), StandardCharsets.UTF_8);
        return json.lines().map(Html::text).reduce("", (all, line) -> all + line + "\n");
    }
}
