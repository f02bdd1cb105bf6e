package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;

import dev.stackwright.app.Stackwright;
import dev.stackwright.event.parser.Samples;
import dev.stackwright.run.RunId;
import dev.stackwright.store.ObjectKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The door for uploads, as a queue, a bus or a person comes to it. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
class EventsOverHttpTest {

    private static final String TIME = "2026-11-24T08:15:00Z";

    @Inject
    Stackwright stackwright;

    @Test
    void aTrainFileStartsOneRunHoweverOftenItIsTold() {
        String event = trainFile("http-once", "1");
        String run = post(event)
                .statusCode(200)
                .body("outcomes", hasSize(1))
                .body("outcomes[0].status", equalTo("started"))
                .body("outcomes[0].object", equalTo("s3://stackwright/datasets/http-once/train.json"))
                .extract()
                .path("outcomes[0].run");
        post(event)
                .statusCode(200)
                .body("outcomes[0].status", equalTo("repeated"))
                .body("outcomes[0].run", equalTo(run));
        given().get("/api/runs/" + run)
                .then()
                .statusCode(200)
                .body("request.dataset", equalTo("s3://stackwright/datasets/http-once/"))
                .body("request.ensemble", equalTo("http-once"));
        stackwright.runs().cancel(new RunId(run));
    }

    @Test
    void aBatchAnswersWhichMessagesFailedAndNothingElse() {
        String answer = post(Samples.sqs(
                        other("results/x.json"), "poison", image("nobody", "a.jpg"), Samples.S3_TEST, "{}"))
                .statusCode(200)
                .contentType("application/json")
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("m1", "m2", "m4")))
                .extract()
                .asString();
        assertThat(answer).doesNotContain("outcomes");
    }

    @Test
    void aBatchThatIsDoneAnswersWithAnEmptyList() {
        post(Samples.sqs(other("results/x.json")))
                .statusCode(200)
                .body("$", hasKey("batchItemFailures"))
                .body("batchItemFailures", hasSize(0));
    }

    @Test
    void aMessageWithoutAnIdFailsTheWholeBatch() {
        post("{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"{}\"}]}")
                .statusCode(200)
                .body("batchItemFailures.itemIdentifier", equalTo(List.of("")));
    }

    @Test
    void aMalformedEventIsAProblemThatNamesTheField() {
        post(other("x").replace("\"key\"", "\"kee\""))
                .statusCode(400)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("urn:stackwright:problem:malformed-event"))
                .body("field", equalTo("detail.object.key"))
                .body("detail", equalTo("detail.object.key: expected text, found nothing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "null", "[]", "{}", "{\"Records\":[]}", "\"text\""})
    void whatIsNoEventIsAProblem(String body) {
        post(body).statusCode(400).contentType(Problem.MEDIA_TYPE).body("detail", containsString("expected"));
    }

    @Test
    void anEventThatMayWorkLaterIsFiveHundredAndThree() {
        post(image("nobody", "b.jpg"))
                .statusCode(503)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("urn:stackwright:problem:event-not-handled"))
                .body("detail", containsString("nobody"));
    }

    @Test
    void aTrainFileThatAsksForWhatCannotBeIsAnOutcomeThatSaysSo() {
        stackwright.store().put(new ObjectKey("datasets/http-bad/train.json"), Samples.bytes("{\"seed\":\"x\"}"));
        post(event("datasets/http-bad/train.json", "1"))
                .statusCode(200)
                .body("outcomes[0].status", equalTo("refused"))
                .body("outcomes[0].detail", containsString("seed"));
    }

    @Test
    void aCloudEventMayBeStructured() {
        given().contentType("application/cloudevents+json")
                .body(Samples.bytes(Samples.cloudEvent(other("results/x.json"))))
                .post("/events")
                .then()
                .statusCode(200)
                .body("outcomes[0].status", equalTo("ignored"));
    }

    @Test
    void aCloudEventMayBeBinary() {
        Map<String, String> headers = Map.of(
                "ce-specversion", "1.0", "ce-id", "1", "ce-source", "aws:s3", "ce-type", "com.amazonaws.s3.created");
        json().headers(headers)
                .body(other("results/x.json"))
                .post("/events")
                .then()
                .statusCode(200)
                .body("outcomes[0].status", equalTo("ignored"));
        json().header("CE-ID", "1")
                .body(other("results/x.json"))
                .post("/events")
                .then()
                .statusCode(400)
                .body("field", equalTo("header ce-specversion"));
    }

    @Test
    void itTakesPostAndJsonOnly() {
        given().get("/events").then().statusCode(405).contentType(Problem.MEDIA_TYPE);
        given().contentType("text/plain")
                .body("{}")
                .post("/events")
                .then()
                .statusCode(415)
                .contentType(Problem.MEDIA_TYPE);
    }

    /** Through the adapter, what is not 599 counts as done, and a queue would delete the messages. */
    @Test
    void throughTheAdapterNoRefusalPassesForSuccess() {
        adapter().body("{}").post("/events").then().statusCode(599).contentType(Problem.MEDIA_TYPE);
        adapter().body("").post("/events").then().statusCode(599);
        adapter().body("[" + " ".repeat(2 << 20) + "]").post("/events").then().statusCode(599);
        adapter().body(image("nobody", "c.jpg")).post("/events").then().statusCode(599);
        given().header("x-amzn-lambda-context", "{}")
                .contentType("text/plain")
                .body("{}")
                .post("/events")
                .then()
                .statusCode(599);
        adapter().body(other("results/x.json")).post("/events").then().statusCode(200);
        adapter().body("{}").post("/train").then().statusCode(400);
    }

    @Test
    void aBodyAboveTheLimitIsRefused() {
        json().body("[" + " ".repeat(2 << 20) + "]").post("/events").then().statusCode(413);
    }

    @Test
    void openApiListsTheDoor() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .body("paths.'/events'.post.responses", hasKey("200"))
                .body("paths.'/events'.post.responses", hasKey("400"))
                .body("paths.'/events'.post.requestBody.content", hasKey("application/cloudevents+json"));
    }

    private String trainFile(String name, String sequencer) {
        String key = "datasets/" + name + "/train.json";
        stackwright
                .store()
                .put(new ObjectKey(key), Samples.bytes("{\"members\":[\"mobilenet-v2\"],\"recipe\":\"probe\"}"));
        return event(key, sequencer);
    }

    private String image(String ensemble, String path) {
        String key = "incoming/" + ensemble + "/" + path;
        stackwright.store().put(new ObjectKey(key), TinyPhotos.png(java.awt.Color.BLUE, 5));
        return event(key, "1");
    }

    private String other(String key) {
        return event(key, "1");
    }

    private String event(String key, String sequencer) {
        return Samples.eventBridge("stackwright", key, "e1", sequencer, TIME);
    }

    private static ValidatableResponse post(String body) {
        return json().body(Samples.bytes(body)).post("/events").then();
    }

    private static RequestSpecification json() {
        return given().contentType("application/json");
    }

    private static RequestSpecification adapter() {
        return json().header("x-amzn-lambda-context", "{}");
    }
}
