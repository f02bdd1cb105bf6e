package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every way in which a request can be wrong, over real HTTP: always a problem document, never a bare status. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
class ProblemsOverHttpTest {

    private static final String RUN = "20261124t090000z-ffffffff";

    @ParameterizedTest
    @ValueSource(strings = {"/train", "/classify", "/api/ensembles/cats/promotions"})
    void malformedJsonIsAProblem(String path) {
        problem(
                        given().contentType("application/json")
                                .body("{\"ensemble\":")
                                .post(path)
                                .then(),
                        400)
                .body("type", equalTo("urn:stackwright:problem:malformed-json"))
                .body("detail", containsString("line 1"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/train", "/classify", "/api/ensembles/cats/promotions"})
    void anEmptyBodyIsAProblem(String path) {
        problem(given().contentType("application/json").post(path).then(), 400)
                .body("detail", containsString("empty body"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "/train; {'ensemble':'a','dataset':'s3://b/c.zip','colour':1}; colour",
                "/train; {'ensemble':'a'}; dataset",
                "/train; {'ensemble':'a','dataset':'s3://b/c.zip','seed':'x'}; seed",
                "/train; {'ensemble':'a','dataset':'s3://b/c.zip','imageSize':7}; imageSize",
                "/train; {'ensemble':'a','dataset':'s3://b/c.zip','members':['resnet']}; members",
                "/train; {'ensemble':'a','dataset':'s3://b/c.zip','recipe':'magic'}; recipe",
                "/train; {'ensemble':'a','dataset':'/etc'}; dataset",
                "/train; {'ensemble':'a','dataset':'ftp://x/y.zip'}; dataset",
                "/classify; {'ensemble':'a','urls':['x'],'colour':1}; colour",
                "/classify; {'urls':['x']}; ensemble",
                "/classify; {'ensemble':'a','urls':'x'}; urls",
                "/classify; {'ensemble':'a','urls':[]}; urls",
                "/classify; {'ensemble':'a','urls':['x',null]}; urls[1]",
                "/classify; {'ensemble':'A B','urls':['x']}; ensemble",
                "/api/ensembles/cats/promotions; {'colour':1}; colour",
                "/api/ensembles/cats/promotions; {}; version",
                "/api/ensembles/cats/promotions; {'version':'1'}; version",
                "/api/ensembles/cats/promotions; {'rollback':'yes'}; rollback",
                "/api/ensembles/Cats/promotions; {'rollback':true}; name",
            })
    void aBadBodyNamesItsField(String path, String json, String field) {
        problem(
                        given().contentType("application/json")
                                .body(json.replace('\'', '"'))
                                .post(path)
                                .then(),
                        400)
                .body("type", equalTo("urn:stackwright:problem:invalid-request"))
                .body("field", equalTo(field));
    }

    @Test
    void anUnknownEnsembleIsNotFound() {
        problem(
                        given().contentType("application/json")
                                .body("{\"ensemble\":\"nobody\",\"urls\":[\"https://example.org/a.jpg\"]}")
                                .post("/classify")
                                .then(),
                        404)
                .body("type", equalTo("urn:stackwright:problem:unknown-ensemble"))
                .body("detail", containsString("nobody"));
        problem(given().get("/api/ensembles/nobody").then(), 404)
                .body("type", equalTo("urn:stackwright:problem:unknown-ensemble"));
        problem(
                given().get("/api/ensembles/nobody/versions/20261124t090000z-00000001")
                        .then(),
                404);
        problem(
                given().get("/api/ensembles/nobody/versions/20261124t090000z-00000001/report")
                        .then(),
                404);
        problem(
                given().contentType("application/json")
                        .body("{\"rollback\":true}")
                        .post("/api/ensembles/nobody/promotions")
                        .then(),
                404);
    }

    @Test
    void anUnknownRunIsNotFoundAndAnIdOfNoRunIsRefused() {
        problem(given().get("/api/runs/" + RUN).then(), 404)
                .body("type", equalTo("urn:stackwright:problem:unknown-run"));
        problem(given().delete("/api/runs/" + RUN).then(), 404);
        problem(given().get("/api/runs/" + RUN + "/progress").then(), 404);
        problem(given().get("/api/runs/seven").then(), 400).body("field", equalTo("run"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/api", "/api/nothing", "/api/runs/a/b/c", "/train/x", "/q/nothing"})
    void anUnknownPathIsAProblem(String path) {
        problem(given().get(path).then(), 404).body("type", equalTo("urn:stackwright:problem:not-found"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/train", "/classify"})
    void aFunctionTakesOnlyPost(String path) {
        problem(given().get(path).then(), 405).header("allow", "POST");
        problem(given().delete(path).then(), 405);
        problem(given().contentType("application/json").body("{}").put(path).then(), 405);
    }

    @Test
    void aResourceTakesOnlyItsMethods() {
        problem(given().delete("/api/networks").then(), 405);
        problem(
                given().contentType("application/json")
                        .body("{}")
                        .put("/api/runs")
                        .then(),
                405);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/train", "/classify", "/api/ensembles/cats/promotions"})
    void aBodyThatIsNotSaidToBeJsonIsRefused(String path) {
        problem(given().contentType("text/plain").body("{}").post(path).then(), 415)
                .body("detail", containsString("application/json"));
    }

    @ParameterizedTest
    @CsvSource({
        "ensemble=cats&ensemble=dogs, ensemble",
        "top=1, ensemble",
        "ensemble=cats&colour=1, colour",
        "ensemble=cats&top=many, top",
        "ensemble=cats&images=x, images",
        "ensemble=cats&top=0, top",
    })
    void aFieldOfAnImagesQueryIsNamed(String query, String field) {
        problem(
                        given().contentType("image/png")
                                .body(new byte[] {1})
                                .post("/classify?" + query)
                                .then(),
                        400)
                .body("type", equalTo("urn:stackwright:problem:invalid-request"))
                .body("field", equalTo(field));
    }

    @Test
    void aFormWithoutFilesAndAnEmptyImageAreRefused() {
        problem(given().multiPart("ensemble", "cats").post("/classify").then(), 400)
                .body("field", equalTo("urls"));
        problem(given().contentType("image/png").post("/classify?ensemble=cats").then(), 400)
                .body("detail", containsString("empty body"));
    }

    @Test
    void aFieldOfAFormMayBeAsLongAsTheSameInJson() {
        problem(
                        given().multiPart("ensemble", "cats")
                                .multiPart("urls", "https://photos.invalid/a.jpg?signature=" + "x".repeat(3000))
                                .post("/classify")
                                .then(),
                        404)
                .body("type", equalTo("urn:stackwright:problem:unknown-ensemble"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?stream=true"})
    void aPhotoOfTwentyMegabytesIsNoMalformedJson(String query) {
        problem(
                        given().contentType("application/json")
                                .body("{\"ensemble\":\"cats\",\"images\":[{\"base64\":\"" + "A".repeat(20_400_000)
                                        + "\"}]}")
                                .post("/classify" + query)
                                .then(),
                        404)
                .body("type", equalTo("urn:stackwright:problem:unknown-ensemble"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"multipart/form-data; boundary=x", "image/png"})
    void onlyClassifyTakesImages(String type) {
        problem(given().contentType(type).body(new byte[0]).post("/train").then(), 415)
                .body("detail", containsString("application/json"));
    }

    @Test
    void aBodyWithImagesMayBeLongerThanOthers() {
        problem(
                        given().contentType("application/json")
                                .body("[" + " ".repeat(2 << 20) + "]")
                                .post("/classify")
                                .then(),
                        400)
                .body("detail", containsString("JSON object"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/train", "/events", "/api/ensembles/cats/promotions"})
    void aHugeBodyIsRefused(String path) {
        problem(
                        given().contentType("application/json")
                                .body("[" + " ".repeat(2 << 20) + "]")
                                .post(path)
                                .then(),
                        413)
                .body("type", equalTo("urn:stackwright:problem:too-large"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/train", "/classify", "/events", "/api/ensembles/cats/promotions", "/api/runs/x/launch"})
    void aBodyOfNoTypeAtAllIsRefused(String path) throws IOException, InterruptedException {
        HttpRequest untyped = HttpRequest.newBuilder(URI.create(RestAssured.baseURI + ":" + RestAssured.port + path))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(untyped, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(answer.body()).contains("urn:stackwright:problem:unsupported-media-type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/runs", "/q/health/live", "/q/swagger-ui", "/q/openapi"})
    void anotherNameThanOneOfLoopbackIsMisdirected(String path) {
        problem(given().header("Host", "attacker.example").get(path).then(), 421)
                .body("type", equalTo("urn:stackwright:problem:misdirected-request"));
    }

    @Test
    void nothingIsChangedForAPageOfAnotherSite() {
        problem(
                        given().contentType("application/json")
                                .header("Origin", "http://attacker.example")
                                .body("{}")
                                .post("/train")
                                .then(),
                        403)
                .body("type", equalTo("urn:stackwright:problem:cross-site-request"));
        problem(
                given().header("Sec-Fetch-Site", "cross-site")
                        .delete("/api/runs/" + RUN)
                        .then(),
                403);
        problem(
                given().header("Origin", "http://attacker.example")
                        .delete("/api/runs/" + RUN)
                        .then(),
                403);
    }

    @Test
    void aDeletionHasNoBodyAndOneThatHasSaysThatItIsJson() {
        problem(given().delete("/api/runs/" + RUN).then(), 404);
        problem(
                given().contentType("application/json")
                        .body("{}")
                        .delete("/api/runs/" + RUN)
                        .then(),
                404);
        problem(
                        given().contentType("text/plain")
                                .body("{}")
                                .delete("/api/runs/" + RUN)
                                .then(),
                        415)
                .body("type", equalTo("urn:stackwright:problem:unsupported-media-type"));
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status) {
        return response.statusCode(status)
                .contentType(Problem.MEDIA_TYPE)
                .body("status", equalTo(status))
                .body("$", hasKey("title"))
                .body("detail", not(nullValue()))
                .body("type", containsString("urn:stackwright:problem:"));
    }
}
