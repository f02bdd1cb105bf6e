package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.DocumentSchema;
import dev.stackwright.common.Json;
import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.run.VersionDiff;
import dev.stackwright.run.VersionDiff.Answers;
import dev.stackwright.run.VersionDiff.Change;
import dev.stackwright.run.VersionDiff.Figure;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.train.Recipe;
import dev.stackwright.train.report.ModelCard;
import dev.stackwright.train.report.Report;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a version is, by the documents that an older program wrote. */
class ComparisonCommandsTest {

    private static final String VERSION = "20261127t161942z-31b76768";

    @Test
    void theCardHasTheHeadingsAndTheFigures() throws IOException {
        String card = ModelCard.of(manifest(), Report.read(document("report"), "report-1"));
        assertThat(card.lines().filter(line -> line.startsWith("## ")))
                .containsExactly(
                        "## Model details",
                        "## Intended use",
                        "## Factors",
                        "## Metrics",
                        "## Evaluation data",
                        "## Training data",
                        "## Quantitative analyses",
                        "## Ethical considerations",
                        "## Caveats and recommendations");
        assertThat(card).contains(VERSION, "| ensemble | 84.9 % | 77.4 % – 90.2 % |", "| eosinophil | ", "119 photos");
    }

    @Test
    void wordsOfOthersAreNoMarkupInTheCard() throws IOException {
        String hostile = new String(document("report"), UTF_8)
                .replace("eosinophil", "<script>alert(1)</script> | [x](http://127.0.0.1/)\\n# y");
        String card = ModelCard.of(manifest(), Report.read(hostile.getBytes(UTF_8), "report-1"));
        assertThat(card).contains("&lt;script").doesNotContain("<script>", "[x](", "\n# y");
    }

    @Test
    void theCardSaysWhereListsOfTheReportAreCut() throws IOException {
        ObjectNode report = (ObjectNode) Json.mapper().readTree(document("report"));
        report.putArray("suspiciousTraining");
        report.putArray("suspiciousValidation");
        String whole = ModelCard.of(manifest(), Report.read(Json.bytes(report), "report-1"));
        assertThat(whole).contains("files that were set aside. Digest").doesNotContain("or more", "at most");
        ArrayNode setAside = ((ObjectNode) report.get("data")).putArray("setAside");
        for (int i = 0; i < 1000; i++) {
            setAside.addObject().put("path", "aside" + i).put("reason", "it has " + i + " bytes");
        }
        ArrayNode issues = report.putArray("suspiciousTraining");
        for (int i = 0; i < 20; i++) {
            ObjectNode one = issues.addObject().put("path", i + ".jpg").put("given", "a");
            one.put("predicted", "b").put("probability", 0.9);
        }
        assertThat(ModelCard.of(manifest(), Report.read(Json.bytes(report), "report-1")))
                .contains(
                        "the report lists 1000 files that were set aside, of a kind of reason with 1,000 or more only the first"
                                + " 1,000; the remarks below count all. Digest")
                .contains("Labels that look wrong: 20 or more; the report names at most 20 of each part.");
    }

    @Test
    void whatIsTrainedAgainIsWhatWasDecidedThen() throws IOException {
        TrainRequest request = ReproduceCommand.request(manifest(), "/photos.zip");
        assertThat(request.ensemble()).hasToString("cells");
        assertThat(request.dataset()).isEqualTo("/photos.zip");
        assertThat(request.recipe()).isNotNull().isNotEqualTo(Recipe.AUTO);
        assertThat(request.seed()).isEqualTo(manifest().seed());
        assertThat(request.members())
                .isEqualTo(manifest().members().stream()
                        .map(Manifest.MemberEntry::network)
                        .toList());
        assertThat(request.promote()).isFalse();
    }

    @Test
    void aVersionThatKnewNoOtherPrecisionWasTrainedInFloat32() throws IOException {
        String document = new String(document("manifest"), UTF_8);
        String tuned = document.replaceAll("\"recipe\" : \"probe\"", "\"recipe\" : \"finetune\"");
        assertThat(precision(tuned)).isEqualTo("float32");
        String newer = tuned.replaceFirst("\"fineTuning\" : \\{", "$0 \"precision\" : \"AUTO\",");
        assertThat(newer).isNotEqualTo(tuned);
        assertThat(precision(newer)).isNull();
    }

    private static @Nullable String precision(String manifest) {
        TrainRequest.FineTuning tuning = ReproduceCommand.request(
                        new DocumentSchema<>(Manifest.class, Manifest.SCHEMA)
                                .read(manifest.getBytes(UTF_8), "manifest-1"),
                        null)
                .fineTuning();
        return tuning == null ? null : tuning.precision();
    }

    @Test
    void aProbeIsAskedForWithoutTheTuningThatAutoHadNoUseFor() throws IOException {
        String asked = new String(document("manifest"), UTF_8).replaceFirst("\"request\" : \\{", "$0 \"epochs\" : 10,");
        Manifest manifest =
                new DocumentSchema<>(Manifest.class, Manifest.SCHEMA).read(asked.getBytes(UTF_8), "manifest-1");
        assertThat(manifest.configuration("request").orElseThrow()).containsEntry("epochs", 10);
        TrainRequest request = ReproduceCommand.request(manifest, null);
        assertThat(request.recipe()).isEqualTo(Recipe.PROBE);
        assertThat(request.epochs()).isNull();
    }

    @Test
    void otherPhotosAreRefused() {
        Sha256 then = Sha256.of("then".getBytes(UTF_8));
        Sha256 now = Sha256.of("now".getBytes(UTF_8));
        ReproduceCommand.check(then, then, "photos.zip");
        assertThatThrownBy(() -> ReproduceCommand.check(then, now, "photos.zip"))
                .hasMessageContainingAll("photos.zip is not what", then.hex(), now.hex());
    }

    @Test
    void aVersionWhoseAnswersAreGoneIsNotCalledReproduced() throws IOException {
        EnsembleVersion version = manifest().version();
        List<Figure> same = List.of(new Figure("ensemble: accuracy", 0.5, 0.5));
        List<Figure> other = List.of(new Figure("ensemble: accuracy", 0.5, 0.6));
        Answers equal = new Answers(3, 0, 0, 0, List.of());
        EnsembleName name = manifest().ensemble();
        assertThat(ReproduceCommand.verdict(new VersionDiff(name, version, version, List.of(), List.of(), same, equal)))
                .isEqualTo("reproduced");
        assertThat(ReproduceCommand.verdict(new VersionDiff(name, version, version, List.of(), List.of(), same, null)))
                .startsWith("the same figures; answers could not be compared");
        assertThat(ReproduceCommand.verdict(
                        new VersionDiff(name, version, version, List.of(), List.of(), other, equal)))
                .isEqualTo("not the same");
    }

    @Test
    void whereNothingWasMeasuredThatIsSaidAndNothingIsCalledReproduced() throws IOException {
        EnsembleVersion version = manifest().version();
        VersionDiff unmeasured = new VersionDiff(
                manifest().ensemble(),
                version,
                version,
                List.of(),
                List.of(),
                List.of(),
                new Answers(0, 0, 0, 0, List.of()));
        assertThat(ComparisonCommands.text(unmeasured)).contains(Report.NOTHING_MEASURED);
        assertThat(ReproduceCommand.verdict(unmeasured))
                .contains("could not be compared")
                .doesNotContain("reproduced");
        VersionDiff otherWeights = new VersionDiff(
                manifest().ensemble(),
                version,
                version,
                List.of(),
                List.of(new Change("weights of mobilenet", "a", "b")),
                List.of(),
                null);
        assertThat(otherWeights.same()).isFalse();
        assertThat(ReproduceCommand.verdict(otherWeights))
                .contains("is not the same")
                .doesNotContain("the same photos and settings");
    }

    @Test
    void theListShowsNoAccuracyThatWasNotMeasured() throws IOException {
        String manifest = new String(document("manifest"), UTF_8);
        assertThat(manifest).contains("\"validationImages\" : 119");
        TestConsole console = new TestConsole();
        console.services.store.put(
                new ObjectKey("ensembles/cells/versions/" + VERSION + "/manifest.json"),
                manifest.replace("\"validationImages\" : 119", "\"validationImages\" : 0")
                        .getBytes(UTF_8));
        console.services.store.put(
                new ObjectKey("ensembles/cells/promotions/0000000001.json"),
                new String(document("promotion"), UTF_8)
                        .replace("20261127t161932z-e75a2191", VERSION)
                        .replace("\"number\" : 3", "\"number\" : 1")
                        .getBytes(UTF_8));
        assertThat(console.run("ensembles", "list")).as(console.err()).isZero();
        assertThat(console.out()).contains("no validation photos").doesNotContain("%");
        assertThat(console.run("ensembles", "list", "--json")).isZero();
        assertThat(console.out()).contains("\"validationImages\" : 0").doesNotContain("84");
    }

    @Test
    void aVersionThatIsNotThereIsNamed() throws IOException {
        TestConsole console = new TestConsole();
        console.services.store.put(
                new ObjectKey("ensembles/cells/versions/" + VERSION + "/manifest.json"), document("manifest"));
        assertThat(console.run("ensembles", "diff", "cells", "20260101t000000z-00000000", VERSION))
                .isEqualTo(1);
        assertThat(console.err()).contains("there is no version 20260101t000000z-00000000 of cells; it has", VERSION);
    }

    private static Manifest manifest() throws IOException {
        return new DocumentSchema<>(Manifest.class, Manifest.SCHEMA).read(document("manifest"), "manifest-1");
    }

    private static byte[] document(String name) throws IOException {
        try (InputStream in = ComparisonCommandsTest.class.getResourceAsStream("/documents/" + name + "-1.json")) {
            return in.readAllBytes();
        }
    }
}
