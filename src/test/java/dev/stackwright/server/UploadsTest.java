package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.stackwright.app.Stackwright;
import dev.stackwright.common.RecordedLog;
import dev.stackwright.store.ObjectKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ExtractableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files on their way into the store over HTTP. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@Timeout(120)
class UploadsTest {

    @Inject
    Stackwright stackwright;

    @TestHTTPResource
    URI here;

    @Test
    void aFileLargerThanAnyOtherBodyGoesIntoTheStoreAsItIs() throws Exception {
        byte[] content = new byte[(int) BodyLimits.WITH_IMAGES + 1];
        new Random(1).nextBytes(content);
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(here.resolve("/api/uploads/two%20words.zip"))
                                .header("content-type", "application/zip")
                                .PUT(HttpRequest.BodyPublishers.ofByteArray(content))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(JsonPath.from(answer.body()).getInt("size")).isEqualTo(content.length);
        String url = JsonPath.from(answer.body()).getString("url");
        assertThat(url).startsWith("s3://stackwright/uploads/").endsWith("/two words.zip");
        assertThat(stackwright.store().read(new ObjectKey(url.substring("s3://stackwright/".length()))))
                .hasValue(content);
        given().get("/api/uploads").then().statusCode(200).body("url", hasItem(url));
        try (Stream<Path> left = Files.list(stackwright.directories().cache().resolve("uploads"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void theSameFileAgainIsTheSameObject() {
        String first = put("image/png", new byte[] {1, 2, 3}, 201);
        assertThat(put("application/octet-stream", new byte[] {1, 2, 3}, 201)).isEqualTo(first);
        assertThat(put("image/png", new byte[] {1, 2, 4}, 201)).isNotEqualTo(first);
    }

    @Test
    void theListComesInPagesThatMissNothing() {
        for (byte content = 10; content < 13; content++) {
            put("image/png", new byte[] {content}, 201);
        }
        List<String> all = given().get("/api/uploads").then().extract().path("url");
        List<String> inPages = new ArrayList<>();
        String next = "/api/uploads?limit=2";
        while (next != null) {
            ExtractableResponse<?> page = given().urlEncodingEnabled(false)
                    .get(next)
                    .then()
                    .statusCode(200)
                    .extract();
            assertThat(page.<List<String>>path("url")).hasSizeBetween(1, 2);
            inPages.addAll(page.path("url"));
            String link = page.header("Link");
            next = link == null ? null : link.replaceAll("<(.*)>; rel=\"next\"", "$1");
        }
        assertThat(inPages).hasSizeGreaterThan(2).isEqualTo(all);
    }

    @Test
    void thoseBelowOnePrefixAreAskedForAloneAndThePageAfterHasThePrefixToo() {
        String url = put("image/png", new byte[] {20}, 201);
        String prefix = url.substring("s3://stackwright/".length(), url.lastIndexOf('/') + 1);
        given().queryParam("prefix", prefix)
                .get("/api/uploads")
                .then()
                .statusCode(200)
                .body("url", equalTo(List.of(url)));
        given().get("/api/uploads?prefix=uploads/&limit=1")
                .then()
                .statusCode(200)
                .header("Link", containsString("prefix=uploads"));
    }

    @ParameterizedTest
    @CsvSource({
        "prefix=runs/, prefix",
        "prefix=upload, prefix",
        "limit=-1, limit",
        "limit=1001, limit",
        "limit=1&limit=2, limit",
        "cursor=x, cursor",
        "colour=1, colour"
    })
    void aQueryThatTheListHasNotIsRefused(String query, String field) {
        given().get("/api/uploads?" + query)
                .then()
                .statusCode(400)
                .body("type", equalTo("urn:stackwright:problem:invalid-request"))
                .body("field", equalTo(field));
    }

    @Test
    void whatAFormCouldSendAndNothingAtAllAreRefused() {
        put("text/plain", new byte[] {1}, 415);
        put("multipart/form-data", new byte[] {1}, 415);
        put("image/png", new byte[0], 400);
        given().contentType("image/png")
                .body(new byte[] {1})
                .put("/api/uploads/" + "x".repeat(2000))
                .then()
                .statusCode(400)
                .body("field", equalTo("name"));
    }

    @Test
    void whoSendsAFileThatTheServerCannotWriteIsToldSo() throws Exception {
        Path folder = stackwright.directories().cache().resolve("uploads");
        Files.createDirectories(folder.getParent());
        Files.deleteIfExists(folder);
        Files.createFile(folder); // in the place of the folder, as a full disk is not to be had
        try (RecordedLog log = new RecordedLog("dev.stackwright.server")) {
            given().contentType("image/png")
                    .body(new byte[] {1})
                    .put("/api/uploads/a.png")
                    .then()
                    .statusCode(500)
                    .header("connection", "close")
                    .body("type", equalTo("urn:stackwright:problem:internal"))
                    .body("detail", containsString("stackwright.cache-directory"));
            assertThat(log.records()).extracting(LogRecord::getLevel).containsExactly(Level.WARNING);
        } finally {
            Files.delete(folder);
        }
    }

    private static String put(String type, byte[] body, int status) {
        return given().contentType(type)
                .body(body)
                .put("/api/uploads/a.png")
                .then()
                .statusCode(status)
                .extract()
                .path("url");
    }
}
