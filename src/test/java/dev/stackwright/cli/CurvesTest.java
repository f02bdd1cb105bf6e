package dev.stackwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.TrainingHistory.Epoch;
import dev.stackwright.train.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class CurvesTest {

    private static ObjectNode older() throws IOException {
        try (InputStream in = CurvesTest.class.getResourceAsStream("/documents/report-1.json")) {
            return (ObjectNode) Json.mapper().readTree(in);
        }
    }

    @Test
    void aReportWithoutWatchedEpochsHasNoTable() throws IOException {
        assertThat(Curves.text(Json.mapper().treeToValue(older(), Report.class)))
                .isEmpty();
    }

    @Test
    void theEndsOfEachCurveStandInATableTheEnsembleLastAndThenTheDepartures() throws IOException {
        ObjectNode report = older();
        List<Epoch> epochs =
                List.of(new Epoch(1, 0.5, 0.75, null, null, 0.4, 0.8), new Epoch(2, 0.25, 0.9, null, null, 0.35, 0.85));
        TrainingHistory member = new TrainingHistory("mobilenet-v2", 20, 2, "kept", epochs, List.of(), null);
        report.set("curves", Json.mapper().valueToTree(List.of(member)));
        ((ObjectNode) report.get("stack")).set("epochs", Json.mapper().valueToTree(epochs));
        report.set(
                "departures",
                ((ArrayNode) Json.mapper().createArrayNode()).add("one thing").add("another"));
        String text = Curves.text(Json.mapper().treeToValue(report, Report.class));
        List<String> lines = text.lines().toList();
        assertThat(lines.get(lines.size() - 5))
                .startsWith("ensemble")
                .contains("1 → 2", "0.5000 → 0.2500", "75.0 % → 90.0 %", "0.4000 → 0.3500", "80.0 % → 85.0 %");
        assertThat(text).endsWith("Departures from the article:\n  - one thing\n  - another");
    }
}
