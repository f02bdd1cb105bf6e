package dev.stackwright.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.common.Sha256;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Manifest.ValidationScores;
import dev.stackwright.image.ImageSpec;
import dev.stackwright.network.Networks;
import dev.stackwright.prediction.Labels;
import dev.stackwright.prediction.Temperature;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunPlanner;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectKey;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What commands print of a store with one ensemble of two versions and one queued run. */
class JsonOutputTest {

    private static final EnsembleName NAME = new EnsembleName("cats-dogs");
    private static final EnsembleVersion FIRST = new EnsembleVersion("20261123t081500z-00000001");
    private static final EnsembleVersion SECOND = FakeServices.VERSION;

    private final TestConsole console = new TestConsole();
    private RunId run = FakeServices.RUN;

    @BeforeEach
    void furnish() {
        for (EnsembleVersion version : List.of(FIRST, SECOND)) {
            publish(version);
            console.services.ensembles().promote(NAME, version, "test", "because");
        }
        run = console.services
                .runs()
                .submit(new RunPlanner(List.of("mobilenet-v2"), "photos")
                        .plan(TrainRequest.of(NAME, "s3://photos/x.zip"), RunPlanner.Origin.REMOTE))
                .run();
    }

    @Test
    void aDamagedRunIsListedBesideTheOthersAndTheExitCodeSaysSo() throws IOException {
        console.services.store().put(new ObjectKey("runs/20200101t000000z-00000000/state/1.json"), new byte[] {'{'});
        assertThat(console.run("runs", "list")).isEqualTo(1);
        assertThat(console.out()).contains(run.value(), "20200101t000000z-00000000", "damaged");
        assertThat(console.err()).contains("runs/20200101t000000z-00000000/state/1.json", "delete all below");
    }

    @Test
    void ensemblesListJson() throws IOException {
        JsonNode list = json("ensembles", "list");
        assertThat(list).hasSize(1);
        assertThat(list.at("/0/ensemble").asText()).isEqualTo("cats-dogs");
        assertThat(list.at("/0/versions")).hasSize(2);
        assertThat(list.at("/0/promoted").asText()).isEqualTo(SECOND.value());
        assertThat(list.at("/0/accuracy").asDouble()).isEqualTo(0.987);
    }

    @Test
    void whatIsDamagedIsListedAsThatBesideTheOthers() throws IOException {
        console.services.store.put(file(FIRST, "manifest.json"), "{".getBytes(UTF_8));
        assertThat(console.run("ensembles", "list")).isEqualTo(Errors.FAILED);
        assertThat(console.out()).contains(SECOND.value(), "98.7 %", "damaged: ", FIRST.value());
        assertThat(console.run("ensembles", "list", "--json")).isEqualTo(Errors.FAILED);
        JsonNode list = Json.mapper().readTree(console.out());
        assertThat(list.at("/0/damaged/0").asText()).contains(FIRST.value());
        assertThat(list.at("/0/promoted").asText()).isEqualTo(SECOND.value());
    }

    @Test
    void ensemblesShowJsonIsTheManifest() throws IOException {
        JsonNode manifest = json("ensembles", "show", "cats-dogs");
        assertThat(manifest.at("/figures/ensemble/accuracy").asDouble()).isEqualTo(0.987);
        assertThat(manifest.at("/figures/members/0/accuracy").asDouble()).isEqualTo(0.97);
        assertThat(manifest.at("/version").asText()).isEqualTo(SECOND.value());
    }

    @Test
    void ensemblesShowOfAVersionIsThatOne() throws IOException {
        assertThat(json("ensembles", "show", "cats-dogs", "--of", FIRST.value())
                        .at("/version")
                        .asText())
                .isEqualTo(FIRST.value());
    }

    @Test
    void ensemblesRollbackJsonIsThePromotion() throws IOException {
        JsonNode promotion = json("ensembles", "rollback", "cats-dogs", "--why", "worse on cats");
        assertThat(promotion.at("/number").asInt()).isEqualTo(3);
        assertThat(promotion.at("/version").asText()).isEqualTo(FIRST.value());
        assertThat(promotion.at("/why").asText()).isEqualTo("worse on cats");
    }

    @Test
    void ensemblesVerifyJsonNamesEachVersionsFaults() throws IOException {
        console.services.store.delete(file(FIRST, "report.json"));
        JsonNode outcomes = document(1, "ensembles", "verify", "cats-dogs");
        assertThat(outcomes.at("/0/version").asText()).isEqualTo(FIRST.value());
        assertThat(outcomes.at("/0/faults").toString()).contains("report.json");
        assertThat(outcomes.at("/1/faults")).isEmpty();
    }

    @Test
    void runsListShowAndCancelJson() throws IOException {
        assertThat(json("runs", "list").at("/0/run").asText()).isEqualTo(run.value());
        assertThat(json("runs", "show", run.value()).at("/state/phase").asText())
                .isEqualTo("queued");
        assertThat(json("runs", "cancel", run.value()).at("/state/phase").asText())
                .isEqualTo("cancelled");
        assertThat(document(1, "runs", "watch", run.value()).at("/state/phase").asText())
                .isEqualTo("cancelled");
    }

    @Test
    void trainJsonIsTheRun() throws IOException {
        assertThat(json("train", "-e", "cats-dogs", "-d", "s3://photos/x.zip")
                        .at("/state/version")
                        .asText())
                .isEqualTo(SECOND.value());
    }

    @Test
    void networksJsonListsEachOfThem() throws IOException {
        assertThat(json("networks"))
                .hasSize(Networks.all().size())
                .allMatch(n -> n.path("weights").asText().startsWith("https://"));
    }

    @Test
    void theReportIsPrintedAsItWasPublished() throws IOException {
        assertThat(json("ensembles", "report", "cats-dogs").path("n").asInt()).isEqualTo(1000);
    }

    @Test
    void forPeopleTheVersionIsShownWithItsPromotions() {
        assertThat(console.run("ensembles", "show", "cats-dogs")).isZero();
        assertThat(console.out())
                .contains("cat, dog", "mobilenet-v2", "98.7 %", "on 1000 images that training never saw", "because");
    }

    @Test
    void forPeopleRunsAreATable() {
        assertThat(console.run("runs", "list")).isZero();
        assertThat(console.out()).contains(run.value(), "queued", "2026-11-24T08:15:00Z");
    }

    @Test
    void anEmptyStoreSaysHowToBegin() {
        TestConsole empty = new TestConsole();
        assertThat(empty.run("ensembles", "list")).isZero();
        assertThat(empty.out()).contains("No ensembles yet", "stackwright train --help");
        assertThat(empty.run("runs", "list")).isZero();
        assertThat(empty.out()).contains("No runs yet");
        assertThat(empty.run("runs", "list", "--json")).isZero();
        assertThat(empty.out()).isEqualToIgnoringWhitespace("[]");
    }

    private JsonNode json(String... args) throws IOException {
        return document(0, args);
    }

    /** Standard output as one document; the mapper refuses anything after it. */
    private JsonNode document(int code, String... args) throws IOException {
        String[] all = java.util.Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--json";
        assertThat(console.run(all)).as(console.err()).isEqualTo(code);
        assertThat(console.err()).isEmpty();
        return Json.mapper().readTree(console.out());
    }

    private void publish(EnsembleVersion version) {
        byte[] report = "{\"n\": 1000}".getBytes(java.nio.charset.StandardCharsets.UTF_8);
        console.services.store.put(file(version, "report.json"), report);
        Manifest manifest = new Manifest(
                Manifest.SCHEMA,
                NAME,
                version,
                FakeServices.NOW,
                new Labels(List.of("cat", "dog")),
                new ImageSpec(224),
                List.of(new Manifest.MemberEntry("mobilenet-v2", "official", Sha256.of(new byte[0]))),
                "mean",
                new Temperature(1),
                new ValidationScores(
                        1000,
                        new ValidationScores.Score(0.987, 0.978, 0.992, 0.04, 0.01, null),
                        List.of(new ValidationScores.MemberScore("mobilenet-v2", 0.97, 0.958, 0.979, 0.08, 0.02, null)),
                        List.of()),
                null,
                Map.of(),
                7,
                FakeServices.RUN.value(),
                Map.of(),
                List.of(new Manifest.FileEntry("report.json", report.length, Sha256.of(report))));
        console.services.store.put(file(version, "manifest.json"), Json.bytes(manifest));
    }

    private static ObjectKey file(EnsembleVersion version, String name) {
        return new ObjectKey("ensembles/" + NAME + "/versions/" + version + "/" + name);
    }
}
