package dev.stackwright.train.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json;
import dev.stackwright.train.TrainedMember.TrainingHistory;
import dev.stackwright.train.TrainedMember.TrainingHistory.Epoch;
import dev.stackwright.train.metrics.CalibrationError.ReliabilityBin;
import dev.stackwright.train.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CurvesTest {

    @Test
    void thePageDrawsLossAndAccuracyOfEachMemberAndOfTheStackByEpoch() throws IOException {
        List<Epoch> watched =
                List.of(new Epoch(1, 0.5, 0.75, null, null, 0.4, 0.8), new Epoch(2, 0.25, 0.9, null, null, 0.35, 0.85));
        List<Epoch> unwatched =
                List.of(new Epoch(1, 0.6, 0.7, null, null, null, null), new Epoch(2, 0.3, 0.8, null, null, null, null));
        ObjectNode report = older();
        report.set(
                "curves",
                Json.mapper()
                        .valueToTree(List.of(
                                new TrainingHistory("mobilenet-v2", 20, 2, "kept <this>", watched, List.of(), null),
                                new TrainingHistory("xception", 20, 2, "kept that", unwatched, List.of(), null))));
        ((ObjectNode) report.get("stack")).set("epochs", Json.mapper().valueToTree(watched));
        String section = trainingCurves(report);
        assertThat(section)
                .containsSubsequence(
                        "mobilenet-v2: loss by epoch",
                        "mobilenet-v2: accuracy by epoch",
                        "kept &lt;this&gt;",
                        "xception: loss by epoch",
                        "xception: accuracy by epoch",
                        "kept that",
                        "stack: loss by epoch",
                        "stack: accuracy by epoch");
        assertThat(lines(section))
                .as("of training and validation, but of one member training alone")
                .isEqualTo(2 * 2 + 2 + 2 * 2);
    }

    @Test
    void aReportWithoutEpochsHasNoCurves() throws IOException {
        ObjectNode report = older();
        report.putArray("curves");
        assertThat(lines(trainingCurves(report))).isZero();
    }

    private static ObjectNode older() throws IOException {
        try (InputStream in = CurvesTest.class.getResourceAsStream("/documents/report-1.json")) {
            return (ObjectNode) Json.mapper().readTree(in);
        }
    }

    /** Of the page; empty where it has none. */
    private static String trainingCurves(ObjectNode report) throws IOException {
        String page = ReportPage.of(
                ReportPageTest.about(Map.of()), Json.mapper().treeToValue(report, Report.class), Thumbnails.NONE);
        int from = page.indexOf("<h2>Training curves</h2>");
        return from < 0 ? "" : page.substring(from, page.indexOf("</section>", from));
    }

    private static long lines(String section) {
        return Pattern.compile("<polyline").matcher(section).results().count();
    }

    @Test
    void binsOfFewImagesAreDrawnTogetherWithTheNext() {
        assertThat(Curves.reliability(
                                "as served",
                                List.of(
                                        new ReliabilityBin(1, 0.55, 0),
                                        new ReliabilityBin(9, 0.65, 1),
                                        new ReliabilityBin(90, 0.95, 0.9),
                                        new ReliabilityBin(10, 0.99, 1)))
                        .points())
                .usingRecursiveComparison()
                .isEqualTo(List.of(new double[] {64, 0.9}, new double[] {95, 0.9}, new double[] {99, 1}));
    }

    @Test
    void theLastBinOfFewImagesIsDrawnTogetherWithTheOneBefore() {
        assertThat(Curves.reliability(
                                "as served", List.of(new ReliabilityBin(30, 0.5, 0.5), new ReliabilityBin(2, 0.66, 1)))
                        .points())
                .singleElement()
                .usingRecursiveComparison()
                .isEqualTo(new double[] {51, 0.53125});
    }

    @Test
    void fewImagesAreOnePoint() {
        assertThat(Curves.reliability("as served", List.of(new ReliabilityBin(1, 0.5, 1)))
                        .points())
                .hasSize(1);
    }
}
