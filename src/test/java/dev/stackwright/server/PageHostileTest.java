package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.app.Stackwright;
import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.common.Json;
import dev.stackwright.common.Progress.Epoch;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.ensemble.EnsembleVersion;
import dev.stackwright.event.ClassifyAction.ResultDocument;
import dev.stackwright.run.ProgressDocument;
import dev.stackwright.run.ProgressDocument.Curve;
import dev.stackwright.run.ProgressDocument.StageView;
import dev.stackwright.run.RunState;
import dev.stackwright.run.RunState.Phase;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.awt.Color;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Names that are meant to do harm are text and nothing else, in every part of the page; in a real browser. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(600)
class PageHostileTest {

    /** Markup, both quotes, and an order from right to left that is never ended; no slash, so that it may be part of a key. */
    private static final String HOSTILE =
            "<img src=x onerror=window.hacked=1>\"'><script>window.hacked=1<\u202Eevil${hacked}`%3Cb%3E";

    private static final String SEEN = "<img src=x onerror=window.hacked=1>";
    private static final String LONG = "z".repeat(10_000);

    @Inject
    Stackwright stackwright;

    @TestHTTPResource
    URI here;

    private Browser browser;

    @BeforeEach
    void open() {
        if (browser == null) {
            browser = Browser.open();
        }
        browser.forgetComplaints();
    }

    @AfterEach
    void nothingWasExecutedAndNothingIsWiderThanTheScreen() {
        if (browser == null) {
            return; // there is none on this machine, and the test was skipped
        }
        assertThat(browser.script("return window.hacked === undefined && document.querySelector('body script') === null"
                        + " && [...document.images].every(i => /^(data|blob):/.test(i.src))"))
                .isEqualTo(true);
        assertThat(browser.script("const e = document.documentElement; return e.scrollWidth <= e.clientWidth"))
                .isEqualTo(true);
        assertThat(browser.complaints())
                .noneMatch(line -> line.contains("Content Security Policy") || line.contains("Uncaught"));
    }

    @AfterAll
    void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void labelsOfAnEnsemble() {
        stackwright
                .store()
                .put(new ObjectKey("uploads/hostile.zip"), TinyPhotos.zip(6, HOSTILE, "\u202E" + "y".repeat(200)));
        String run = given().contentType("application/json")
                .body(Map.of(
                        "ensemble",
                        "page-labels",
                        "dataset",
                        "s3://stackwright/uploads/hostile.zip",
                        "recipe",
                        "probe",
                        "members",
                        List.of("mobilenet-v2"),
                        "imageSize",
                        32,
                        "folds",
                        2))
                .post("/train")
                .path("run");
        assertThat(given().get("/api/runs/" + run + "/progress").asString()).contains("succeeded");
        stackwright.store().put(new ObjectKey("uploads/" + HOSTILE + ".png"), TinyPhotos.png(Color.RED, 3));
        browser.go(here + "#/classify");
        browser.click("#ensemble option[value=page-labels]");
        browser.click("#explain");
        browser.click("details summary", "From the store");
        browser.click(".objects button", SEEN);
        assertThat(browser.text(".result .bars")).contains(SEEN);
        browser.go(here + "#/ensembles/page-labels");
        browser.see(".history li");
        String report = browser.see("td.actions a").getDomProperty("href");
        browser.go(report);
        assertThat(browser.text("body")).contains(SEEN);
    }

    @Test
    void theDatasetOfARunItsStagesCurvesRemarksAndEnd() {
        String folder = "runs/20200101t000000z-0000000b/";
        Instant at = Instant.parse("2020-01-01T00:00:00Z");
        TrainRequest request =
                TrainRequest.of(new EnsembleName("page-run"), "s3://stackwright/uploads/" + HOSTILE + LONG + ".zip");
        Curve curve = new Curve(HOSTILE + LONG, List.of(new Epoch(1, 0.5, 0.5, null, null)));
        put(folder + "request.json", request);
        put(folder + "launch.json", Map.of("how", "worker"));
        put(
                folder + "progress.json",
                new ProgressDocument(
                        HOSTILE,
                        at,
                        List.of(new StageView(HOSTILE + LONG, 1, 2, at, null, List.of(curve))),
                        List.of(HOSTILE + LONG)));
        put(folder + "state/1.json", new RunState(1, Phase.FAILED, at, HOSTILE, HOSTILE + LONG, null));
        browser.go(here + "#/runs/20200101t000000z-0000000b");
        assertThat(browser.text(".fault")).contains(SEEN);
        assertThat(browser.text(".facts")).contains(SEEN);
        assertThat(browser.text(".stages li")).contains(SEEN);
        browser.click(".curves summary", "Numbers");
        assertThat(browser.text(".curves table")).contains(SEEN);
        browser.click("summary", "Remarks");
        browser.see("details ul li", SEEN);
    }

    @Test
    void aRunThatCannotBeRead() {
        stackwright
                .store()
                .put(new ObjectKey("runs/20200101t000000z-0000000c/state/1.json"), (HOSTILE + LONG).getBytes(UTF_8));
        browser.go(here + "#/runs/20200101t000000z-0000000c");
        browser.see(".list .damaged");
        browser.see(".fault");
        stackwright.store().delete(new ObjectKey("runs/20200101t000000z-0000000c/state/1.json"));
    }

    @Test
    void keysAndLabelsOfImagesThatCameIn() {
        String image = "incoming/page-hostile/" + HOSTILE + ("/" + "w".repeat(200)).repeat(3) + ".png";
        Result answer = new Result(null, null, HOSTILE + LONG, 0.5, List.of(), List.of(), null);
        answered(image, answer);
        answered("incoming/page-hostile/b.png", Result.failed("s3://stackwright/" + image, "corrupt", HOSTILE + LONG));
        stackwright
                .store()
                .put(new ObjectKey("results/page-hostile/" + HOSTILE + ".json"), (HOSTILE + LONG).getBytes(UTF_8));
        browser.go(here + "#/incoming/page-hostile");
        assertThat(browser.text(".answers .answer")).contains(SEEN);
        browser.see(".answers .photo-name", SEEN);
        browser.see(".answers .fault", SEEN);
        browser.see(".answers .fault", "The answer cannot be read");
        assertThat(browser.count(".answers > li")).isEqualTo(3);
    }

    @Test
    void addressesOfPhotosAndOfThePageItself() {
        browser.go(here + "#/classify");
        browser.see("#ensemble");
        browser.script(
                "const u = document.getElementById('url'); document.getElementById('ensemble').append(new"
                        + " Option('page-none')); u.value = arguments[0]; u.form.requestSubmit()",
                "javascript:window.hacked=1//" + HOSTILE + LONG);
        browser.see(".result .fault");
        assertThat(browser.text(".photo-name")).contains(SEEN);
        for (String view : List.of("ensembles", "runs", "incoming")) {
            browser.go(here + "#/" + view + "/%3Cimg%20src=x%20onerror=window.hacked=1%3E%22'%E2%80%AE%");
            browser.see(".fault");
        }
    }

    private void answered(String image, Result result) {
        EnsembleName ensemble = new EnsembleName("page-hostile");
        put(
                "results/" + image.substring("incoming/".length()) + ".json",
                new ResultDocument(
                        ensemble,
                        new EnsembleVersion("20260101t000000z-aaaaaaaa"),
                        new ResultDocument.Source("stackwright", image, "etag", 9),
                        result));
    }

    private void put(String key, Object document) {
        ObjectNode json = Json.mapper().valueToTree(document);
        stackwright.store().put(new ObjectKey(key), Json.bytes(json.put("schema", 1)));
    }
}
