package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.stackwright.app.Stackwright;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.EnsembleName;
import dev.stackwright.run.RunId;
import dev.stackwright.run.RunView;
import dev.stackwright.store.ObjectKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.awt.Color;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** From photos in the bucket to answers over HTTP, the way a caller goes. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@Timeout(300)
class LifeOfAnEnsembleTest {

    @Inject
    Stackwright stackwright;

    @Test
    void photosBecomeAnEnsembleThatAnswersAndCanBeRolledBack() {
        stackwright.store().put(new ObjectKey("datasets/colours.zip"), TinyPhotos.zip(12));
        stackwright.store().put(new ObjectKey("uploads/blue.png"), TinyPhotos.png(Color.BLUE, 5));

        String first = succeeded(train("colours", 1));
        JsonPath answer = classify("colours", "s3://stackwright/uploads/blue.png", "s3://stackwright/uploads/none.png");
        assertThat(answer.getString("version")).isEqualTo(first);
        assertThat(answer.getString("results[0].label")).isIn("red", "blue");
        assertThat(answer.getDouble("results[0].probability")).isBetween(0.5, 1.0);
        assertThat(answer.getList("results[0].members")).hasSize(1);
        assertThat(answer.getString("results[1].error.code")).isNotBlank();

        theProductsOwnObjectsAreNotRead();

        aPhotoIsAnsweredAlikeHoweverItComes(answer.getDouble("results[0].probability"));

        String second = succeeded(train("colours", 2));
        assertThat(second).isNotEqualTo(first);
        assertThat(versionAfterTheSwap()).isEqualTo(second);

        given().contentType("application/json")
                .body("{\"rollback\":true,\"why\":\"a test\"}")
                .post("/api/ensembles/colours/promotions")
                .then()
                .statusCode(200)
                .body("version", equalTo(first))
                .body("why", equalTo("a test"));
        assertThat(versionAfterTheSwap()).isEqualTo(first);

        given().contentType("application/json")
                .body(Map.of("version", second))
                .post("/api/ensembles/colours/promotions")
                .then()
                .statusCode(200)
                .body("number", equalTo(4));

        given().get("/api/ensembles").then().statusCode(200).body("ensemble", hasItem("colours"));
        given().get("/api/ensembles/colours")
                .then()
                .statusCode(200)
                .body("served", equalTo(second))
                .body("versions", hasSize(2))
                .body("promotions", hasSize(4));
        given().get("/api/ensembles/colours/versions/" + first)
                .then()
                .statusCode(200)
                .body("labels", equalTo(List.of("blue", "red")))
                .body("configuration.resolved.recipe", equalTo("probe"))
                .body("configuration.request.dataset", equalTo("s3://stackwright/datasets/colours.zip"))
                .body("figures.ensemble.accuracy", notNullValue());
        given().get("/api/ensembles/colours/versions/" + first + "/report")
                .then()
                .statusCode(200);
        given().contentType("application/json")
                .body("{\"version\":\"20200101t000000z-00000000\"}")
                .post("/api/ensembles/colours/promotions")
                .then()
                .statusCode(404)
                .contentType(Problem.MEDIA_TYPE);
        given().get("/q/metrics").then().body(containsString("stackwright_classify_requests_seconds_count"));
    }

    @Test
    void aRunThatFailsSaysWhyAndTheServerGoesOn() {
        String run = given().contentType("application/json")
                .body("{\"ensemble\":\"nothing\",\"dataset\":\"s3://stackwright/datasets/missing.zip\"}")
                .post("/train")
                .then()
                .statusCode(202)
                .body("state", equalTo("queued"))
                .body("links.self", startsWith("/api/runs/"))
                .extract()
                .path("run");
        RunEvent last = lastEvent(run);
        assertThat(last.state().phase().text()).isEqualTo("failed");
        assertThat(last.state().message()).contains("missing.zip");
        given().get("/api/runs/" + run)
                .then()
                .statusCode(200)
                .body("state.phase", equalTo("failed"))
                .body("state.code", equalTo("not-found"));
        given().delete("/api/runs/" + run).then().statusCode(409).contentType(Problem.MEDIA_TYPE);
        given().get("/api/runs").then().statusCode(200).body("run", hasItem(run));
    }

    @Test
    void aQueuedAndARunningRunAreCancelled() {
        stackwright.store().put(new ObjectKey("datasets/many.zip"), TinyPhotos.zip(40));
        String body = """
            {"ensemble":"long","dataset":"s3://stackwright/datasets/many.zip","recipe":"finetune",
             "members":["mobilenet-v2"],"imageSize":64,"epochs":1000,"folds":2}\
            """;
        String running = given().contentType("application/json")
                .body(body)
                .post("/train")
                .path("run");
        String queued = given().contentType("application/json")
                .body(body)
                .post("/train")
                .path("run");

        given().delete("/api/runs/" + queued).then().statusCode(200).body("state.phase", equalTo("cancelled"));
        firstEventThatIs("running", running);
        given().delete("/api/runs/" + running).then().statusCode(200);
        assertThat(lastEvent(running).state().phase().text()).isEqualTo("cancelled");
        assertThat(stackwright.runs().get(new RunId(queued)).state().phase().text())
                .isEqualTo("cancelled");
        given().delete("/api/runs/" + running).then().statusCode(200).body("state.phase", equalTo("cancelled"));
    }

    /** The answer is the same whether there is such an object or not. */
    private void theProductsOwnObjectsAreNotRead() {
        stackwright.store().put(new ObjectKey("keys/x"), TinyPhotos.png(Color.BLUE, 5));
        JsonPath answer = classify(
                "colours",
                "s3://stackwright/keys/x",
                "s3://stackwright/keys/none",
                "s3://stackwright/datasets/colours.zip",
                "s3://stackwright/uploads/blue.png");
        assertThat(answer.getList("results.error.code"))
                .startsWith("key-not-allowed", "key-not-allowed", "key-not-allowed");
        assertThat(answer.getString("results[3].label")).isNotBlank();
        stackwright.store().delete(new ObjectKey("keys/x"));
    }

    /** In JSON, as a file of a form, as the whole body: the answer is that of the same photo in the store. */
    private static void aPhotoIsAnsweredAlikeHoweverItComes(double probability) {
        byte[] photo = TinyPhotos.png(Color.BLUE, 5);
        JsonPath json = answered(given().contentType("application/json")
                .body(Map.of("ensemble", "colours", "images", List.of(Map.of("name", "b.png", "base64", photo)))));
        JsonPath form = answered(given().multiPart("ensemble", "colours")
                .multiPart("top", "1")
                .multiPart("file", "b.png", photo, "image/png")
                .multiPart("file", "words.txt", "no photo".getBytes(StandardCharsets.UTF_8), "text/plain"));
        JsonPath body = answered(given().queryParam("ensemble", "colours")
                .queryParam("top", 1)
                .contentType("image/png")
                .body(photo));
        assertThat(json.getString("results[0].name")).isEqualTo("b.png");
        assertThat(form.getList("results.name")).containsExactly("b.png", "words.txt");
        assertThat(form.getString("results[1].error.code")).isEqualTo("not-an-image");
        assertThat(form.getList("results[0].top")).hasSize(1);
        assertThat(List.of(json, form, body))
                .extracting(answer -> answer.getDouble("results[0].probability"))
                .containsOnly(probability);
    }

    private static JsonPath answered(RequestSpecification request) {
        return request.post("/classify").then().statusCode(200).extract().jsonPath();
    }

    /** A new promotion is loaded beside the traffic; this waits for it as no caller need. */
    private String versionAfterTheSwap() {
        stackwright.classifier().refresh(new EnsembleName("colours")).join();
        return classify("colours", "s3://stackwright/uploads/blue.png").getString("version");
    }

    private static String train(String ensemble, long seed) {
        return given().contentType("application/json")
                .body(Map.of(
                        "ensemble",
                        ensemble,
                        "dataset",
                        "s3://stackwright/datasets/colours.zip",
                        "recipe",
                        "probe",
                        "members",
                        List.of("mobilenet-v2"),
                        "imageSize",
                        32,
                        "folds",
                        2,
                        "weights",
                        "random",
                        "seed",
                        seed))
                .post("/train")
                .then()
                .statusCode(202)
                .extract()
                .path("run");
    }

    private static String succeeded(String run) {
        RunEvent last = lastEvent(run);
        assertThat(last.state().phase().text()).as("%s", last.state().message()).isEqualTo("succeeded");
        return last.state().version().value();
    }

    private static JsonPath classify(String ensemble, String... urls) {
        return given().contentType("application/json")
                .body(Map.of("ensemble", ensemble, "urls", List.of(urls), "top", 2))
                .post("/classify")
                .then()
                .statusCode(200)
                .body("ensemble", equalTo(ensemble))
                .extract()
                .jsonPath();
    }

    /** The events go on until the run has ended, so that reading them is waiting for it. */
    private static RunEvent lastEvent(String run) {
        List<RunEvent> events =
                events(given().get("/api/runs/" + run + "/progress").asString());
        return events.get(events.size() - 1);
    }

    private static void firstEventThatIs(String phase, String run) {
        RunView view;
        do {
            view = Json.read(given().get("/api/runs/" + run).asByteArray(), RunView.class, "run");
            assertThat(view.state().phase().ended()).as("%s", view).isFalse();
        } while (!view.state().phase().text().equals(phase));
    }

    private static List<RunEvent> events(String stream) {
        return Arrays.stream(stream.split("\n\n"))
                .map(event -> event.lines()
                        .filter(line -> line.startsWith("data:"))
                        .map(line -> line.substring("data:".length()))
                        .reduce("", String::concat))
                .filter(data -> !data.isBlank())
                .map(data -> Json.read(data.getBytes(StandardCharsets.UTF_8), RunEvent.class, "event"))
                .toList();
    }
}
