package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.not;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

/** What a server shows of itself. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
class ServiceTest {

    @Test
    void theNetworksAreListedCheapestFirst() {
        given().get("/api/networks")
                .then()
                .statusCode(200)
                .body("name", hasItems("mobilenet", "mobilenet-v2", "inception-v3", "xception"))
                .body("find { it.name == 'mobilenet-v2' }.channels", equalTo(1280));
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
                .body(
                        "paths.'/classify'.post.requestBody.content.'application/json'.schema.required",
                        hasItems("ensemble"))
                .body(
                        "paths.'/classify'.post.requestBody.content.'application/json'.schema.properties",
                        hasKey("images"));
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
