package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.list;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.app.Stackwright;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress.Epoch;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.ProgressDocument;
import dev.stackwright.run.ProgressDocument.Curve;
import dev.stackwright.run.ProgressDocument.StageView;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectKey;
import dev.stackwright.store.ObjectStore;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Training runs on the page, in a real browser; skipped where none is installed. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class PageRunsTest {

    @Inject
    Stackwright stackwright;

    @Inject
    RunStreams streams;

    @TestHTTPResource
    URI here;

    private Browser browser;

    /** Not before all: the browser is skipped test by test where there is none. */
    @BeforeEach
    void open() {
        if (browser == null) {
            browser = Browser.open();
        }
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void aRunIsStartedFromAZipOnDiskAndWatchedUntilItsVersionIsThere(@TempDir Path folder) throws IOException {
        Path zip = Files.write(folder.resolve("more colours.zip"), TinyPhotos.zip(6));
        browser.go(here + "#/runs");
        browser.see("#new-ensemble").sendKeys("page-started");
        browser.choose("#zip", zip);
        browser.click("summary", "More choices");
        browser.click("#recipe option[value=article]");
        browser.see("#size").sendKeys("32");
        browser.see("#epochs").sendKeys("2");
        browser.click(".checks label", "mobilenet-v2");
        browser.click("button", "Start training");
        browser.see(".list a[aria-current=page]", "page-started");
        String run = browser.text(".facts dd");
        // for as long as it takes
        assertThat(given().get("/api/runs/" + run + "/progress").asString()).contains("succeeded");
        browser.see(".card .phase.succeeded");
        browser.see(".stages li.done", "publish");
        assertThat(browser.script("return [...document.querySelectorAll('.curves svg')].map(svg =>"
                        + " svg.getAttribute('aria-labelledby').split(' ').map(id =>"
                        + " document.getElementById(id).textContent).join(': '))"))
                .asInstanceOf(list(String.class))
                .satisfiesExactly(
                        loss -> assertThat(loss)
                                .matches("Loss by epoch, train mobilenet-v2: training: [0-9.]+ in epoch 1, [0-9.]+ in"
                                        + " epoch 2; validation: [0-9.]+ in epoch 1, [0-9.]+ in epoch 2"),
                        accuracy ->
                                assertThat(accuracy).startsWith("Accuracy by epoch, train mobilenet-v2: training: "));
        assertThat(browser.count(".curves .line.served polyline")).isEqualTo(2);
        browser.click(".curves summary", "Numbers");
        assertThat(browser.text(".curves table")).contains("all photos 1 ", "all photos 2 ");
        browser.click("a.button", "See the version");
        browser.see("h2", "page-started");
        assertThat(browser.text("tr.served")).contains("served").contains("mobilenet-v2");
    }

    @Test
    void anUploadThatEndsLaterTakesNobodyBackToIt(@TempDir Path folder) throws IOException {
        leaveDuringUpload(folder, "page-left");
        browser.script("window.goOn()");
        browser.see("#told", "The run for page-left is queued");
        assertThat(browser.script("return location.hash")).isEqualTo("#/classify");

        leaveDuringUpload(folder, "page-lost");
        browser.script("window.fail()");
        browser.see("#told", "The run for page-lost could not be started: the server could not be reached");
        assertThat(browser.script("return location.hash")).isEqualTo("#/classify");
    }

    /** The file is sent, or fails, when the test says so. */
    private void leaveDuringUpload(Path folder, String ensemble) throws IOException {
        browser.go(here + "#/runs");
        browser.see("#new-ensemble").sendKeys(ensemble);
        browser.choose("#zip", Files.writeString(folder.resolve(ensemble + ".zip"), "no zip: its run fails at once"));
        browser.script("""
            const send = XMLHttpRequest.prototype.send;
            XMLHttpRequest.prototype.send = function (file) {
              window.goOn = () => send.call(this, file);
              window.fail = () => this.onerror();
            };\
            """);
        browser.click("button", "Start training");
        browser.see("[aria-label=Upload]");
        browser.click("nav a", "Classify");
        browser.see("#url");
    }

    @Test
    void aRunIsWatchedWhileAnotherProcessTrainsIt() {
        RunId run = new RunId("20200101t000000z-0000000a");
        ObjectStore store = stackwright.store();
        String folder = "runs/" + run + "/";
        Instant at = Instant.parse("2020-01-01T00:00:00Z");
        Instant soon = at.plusSeconds(9);
        store.put(
                new ObjectKey(folder + "request.json"),
                document(TrainRequest.of(new EnsembleName("page-other"), "x.zip")));
        store.put(
                new ObjectKey(folder + "launch.json"),
                document(Map.of("how", "stages", "recipe", "finetune", "members", List.of("mobilenet"))));
        store.put(
                new ObjectKey(folder + "state/1.json"),
                document(new RunState(1, Phase.RUNNING, at, "other", null, null)));
        progress(folder, at, List.of(epoch(1)), List.of());
        browser.go(here + "#/runs/" + run);
        browser.see(".curves .line.fold");
        assertThat(streams.watching()).isPositive();
        browser.go("about:blank");
        while (streams.watching() > 0) {
            Thread.onSpinWait();
        }
        browser.go(here + "#/runs/" + run);
        browser.click(".curves summary", "Numbers");
        assertThat(browser.count(".curves .line.served")).isZero();

        progress(folder, at, List.of(epoch(1), epoch(2)), List.of(epoch(1)));
        browser.see(".curves .line.served");
        assertThat(browser.text(".curves table"))
                .as("what was opened stays open")
                .contains("fold 1 2 0.500");
        for (String scheme : List.of("light", "dark")) {
            browser.colours(scheme);
            assertThat(browser.violations()).as(scheme).isEmpty();
        }
        store.put(
                new ObjectKey(folder + "state/2.json"),
                document(new RunState(2, Phase.FAILED, soon, "other", "over", null)));
        browser.see(".fault", "over");
        browser.see("#told", "Run for page-other failed");
        assertThat(browser.count(".danger")).isZero();
    }

    private void progress(String folder, Instant at, List<Epoch> fold, List<Epoch> all) {
        StageView stage = new StageView(
                "fine-tune mobilenet",
                1,
                8,
                at,
                null,
                Stream.of(new Curve("fold 1", fold), new Curve("all photos", all))
                        .filter(curve -> !curve.epochs().isEmpty())
                        .toList());
        stackwright
                .store()
                .put(
                        new ObjectKey(folder + "progress/member-mobilenet.json"),
                        document(new ProgressDocument("other", at, List.of(stage), List.of())));
    }

    private static Epoch epoch(int number) {
        return new Epoch(number, 1.0 / number, 0.5, null, null);
    }

    private static byte[] document(Object of) {
        ObjectNode json = Json.mapper().valueToTree(of);
        return Json.bytes(json.put("schema", 1));
    }
}
