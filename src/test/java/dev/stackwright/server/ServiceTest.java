package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.app.Stackwright;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.common.Json;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.store.ObjectKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a server shows of itself. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
class ServiceTest {

    @Inject
    Stackwright stackwright;

    @Test
    void theNetworksAreListedCheapestFirst() {
        given().get("/api/networks")
                .then()
                .statusCode(200)
                .body("name", hasItems("mobilenet", "mobilenet-v2", "inception-v3", "xception"))
                .body("find { it.name == 'mobilenet-v2' }.channels", equalTo(1280));
    }

    /** As Java's own client does unless told otherwise, and so the demo; it failed once a body was read before Quarkus'. */
    @Test
    void aClientThatOffersHttp2IsAnswered() throws Exception {
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        URI networks = URI.create(RestAssured.baseURI + ":" + RestAssured.port + "/api/networks");
        assertThat(client.send(HttpRequest.newBuilder(networks).build(), BodyHandlers.ofString())
                        .statusCode())
                .isEqualTo(200);
        HttpRequest nobody = HttpRequest.newBuilder(networks.resolve("/classify"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(
                        "{\"ensemble\":\"nobody\",\"urls\":[\"s3://stackwright/uploads/a.jpg\"]}"))
                .build();
        assertThat(client.send(nobody, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
    }

    @Test
    void healthSaysThatTheStoreAnswers() {
        given().get("/q/health/live").then().statusCode(200).body("status", equalTo("UP"));
        given().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body("checks.find { it.name == 'object store' }.status", equalTo("UP"));
    }

    @Test
    void metricsCountTheQueue() {
        given().get("/q/metrics").then().statusCode(200).body(containsString("stackwright_runs_queued"));
    }

    @Test
    void openApiListsFunctionsAndRest() {
        given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .body("info.title", equalTo("Stackwright"))
                .body("paths", hasKey("/train"))
                .body("paths", hasKey("/classify"))
                .body("paths", hasKey("/api/runs/{run}/progress"))
                .body("paths", hasKey("/api/ensembles/{name}/promotions"))
                .body("paths.'/train'.post.responses", hasKey("202"))
                .body("paths.'/api/uploads/{name}'.put.responses", hasKey("411"))
                .body("components.schemas.ClassifyRequest.required", hasItems("ensemble"))
                .body("components.schemas.ClassifyRequest.properties", hasKey("images"));
    }

    @Test
    void openApiSaysOfEveryOperationHowItIsRefused() throws IOException {
        JsonNode document = openApi();
        Set<String> ids = new HashSet<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(member -> Set.of("get", "post", "put", "delete").contains(member.getKey()))
                        .forEach(member -> {
                            String where = member.getKey() + " " + path.getKey();
                            JsonNode operation = member.getValue();
                            assertThat(ids.add(operation.path("operationId").asText()))
                                    .as(where)
                                    .isTrue();
                            assertThat(operation.path("summary").asText())
                                    .as(where)
                                    .isNotBlank();
                            assertThat(operation.path("tags").size()).as(where).isPositive();
                            assertThat(operation.path("security").size())
                                    .as(where)
                                    .isPositive();
                            for (String status : List.of("400", "401", "421", "429", "500", "503")) {
                                assertThat(operation
                                                .at("/responses/" + status
                                                        + "/content/application~1problem+json/schema/$ref")
                                                .asText())
                                        .as(where + " " + status)
                                        .isEqualTo("#/components/schemas/Problem");
                            }
                            assertThat(operation
                                            .at("/responses/503/headers/Retry-After")
                                            .isMissingNode())
                                    .as(where)
                                    .isFalse();
                            operation
                                    .path("responses")
                                    .properties()
                                    .forEach(answer -> assertThat(answer.getValue()
                                                    .path("description")
                                                    .asText())
                                            .as(where + " " + answer.getKey())
                                            .isNotBlank());
                        }));
        assertThat(ids).contains("train", "classify", "events").hasSizeGreaterThan(10);
        assertThat(document.at("/components/securitySchemes/key/scheme").asText())
                .isEqualTo("bearer");
    }

    private static JsonNode openApi() throws IOException {
        return Json.mapper()
                .readTree(given().accept("application/json")
                        .get("/q/openapi?format=json")
                        .asByteArray());
    }

    @Test
    void openApiShowsAnAnswerOfEachOperation() throws IOException {
        JsonNode document = openApi();
        List<String> without = new ArrayList<>();
        document.get("paths")
                .forEach(path -> path.forEach(operation -> operation
                        .path("responses")
                        .properties()
                        .forEach(response -> {
                            JsonNode json = response.getValue().at("/content/application~1json");
                            if (!json.isMissingNode() && !json.has("example")) {
                                without.add(operation.path("operationId").asText());
                            }
                        })));
        // a report is pages long
        assertThat(without).containsExactly("getReport");
    }

    @Test
    void theExamplesOfOpenApiAreRequestsThatAreTaken() {
        JsonPath document =
                given().accept("application/json").get("/q/openapi?format=json").jsonPath();
        for (String function : List.of("train", "classify")) {
            Object example =
                    document.get("paths.'/" + function + "'.post.requestBody.content.'application/json'.example");
            JsonNode tree = Json.mapper().valueToTree(example);
            assertThat((Object)
                            (function.equals("train")
                                    ? RequestBodies.read(tree, TrainRequest.class)
                                    : RequestBodies.read(tree, ClassifyRequest.class)))
                    .isNotNull();
        }
    }

    @Test
    void aListComesInPagesThatLeadToEachOther() {
        // older than those of any other test in the same store
        List<ObjectKey> damaged = Stream.of(
                        "20190101t000000z-00000001", "20190101t000000z-00000002", "20190101t000000z-00000003")
                .map(run -> new ObjectKey("runs/" + run + "/state/1.json"))
                .toList();
        damaged.forEach(key -> stackwright.store().put(key, new byte[] {'{'}));
        try {
            Response first = given().get("/api/runs?limit=1&cursor=20190102t000000z-00000000");
            assertThat(first.jsonPath().getList("run")).containsExactly("20190101t000000z-00000003");
            String next = first.header("Link").replaceAll("<(.*)>; rel=\"next\"", "$1");
            Response second = given().urlEncodingEnabled(false).get(next);
            assertThat(second.jsonPath().getList("run")).containsExactly("20190101t000000z-00000002");
            Response last = given().get("/api/runs?limit=2&cursor=20190101t000000z-00000003");
            assertThat(last.jsonPath().getList("run")).hasSize(2);
            assertThat(last.header("Link")).isNull();
        } finally {
            damaged.forEach(stackwright.store()::delete);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "limit=-1, limit",
        "limit=0, limit",
        "limit=1001, limit",
        "limit=ten, limit",
        "limit=, limit",
        "limit=1.5, limit",
        "limit=%201, limit",
        "limit=01, limit",
        "limit=1000000000000, limit",
        "limit=1&limit=2, limit",
        "cursor=NOBODY!, cursor",
        "cursor=, cursor",
        "cursor=%00, cursor",
        "cursor=MjAyNi0wMS0wMVQwMDowMDowMFo, cursor",
        "cursor=a&cursor=b, cursor",
        "limit=1&cursor=../x, cursor",
        "offset=3, offset",
    })
    void aPageThatThereIsNotIsRefused(String query, String field) {
        for (String path : List.of("/api/runs?", "/api/ensembles?", "/api/uploads?", "/api/results?")) {
            given().urlEncodingEnabled(false)
                    .get(path + query)
                    .then()
                    .statusCode(400)
                    .body("type", equalTo("urn:stackwright:problem:invalid-request"))
                    .body("field", equalTo(field));
        }
    }

    @Test
    void whatIsNoListInPagesPassesOverAQuery() {
        given().get("/api/networks?limit=-1&colour=1").then().statusCode(200).body("$", hasSize(4));
    }

    @Test
    void swaggerUiIsThere() {
        given().get("/q/swagger-ui/").then().statusCode(200).body(containsString("swagger"));
    }

    @Test
    void nothingOfTheKeysIsShown() {
        given().get("/q/health").then().body(not(containsString("secret")));
    }
}
