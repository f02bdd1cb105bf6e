package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers that every answer has, or must not have. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
class HeadersOverHttpTest {

    private static final String ELSEWHERE = "http://attacker.example";

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/networks", "/api/uploads", "/q/health/live", "/nowhere"})
    void withoutCorsNoOtherSiteMayReadAnAnswer(String path) {
        nothingIsAllowed(given().header("Origin", ELSEWHERE).get(path).headers());
    }

    @ParameterizedTest
    @CsvSource({
        "/train, POST",
        "/classify, POST",
        "/api/uploads/a.zip, PUT",
        "/api/runs/x, DELETE",
        "/api/networks, GET"
    })
    void withoutCorsNoPreflightIsGranted(String path, String method) {
        nothingIsAllowed(given().header("Origin", ELSEWHERE)
                .header("Access-Control-Request-Method", method)
                .header("Access-Control-Request-Headers", "content-type")
                .options(path)
                .headers());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/networks", "/nowhere"})
    void theIdOfARequestIsThatOfItsAnswer(String path) {
        given().header(RequestIds.HEADER, "order-17").get(path).then().header(RequestIds.HEADER, equalTo("order-17"));
    }

    @Test
    void aRequestWithoutAnIdAndOneWhoseIdIsNoNameGetOne() {
        String first = given().get("/api/networks").header(RequestIds.HEADER);
        String second = given().header(RequestIds.HEADER, "two words")
                .get("/api/networks")
                .header(RequestIds.HEADER);
        assertThat(first).isNotBlank();
        assertThat(second).isNotBlank().isNotEqualTo(first).doesNotContain(" ");
    }

    private static void nothingIsAllowed(Headers headers) {
        assertThat(headers.asList())
                .extracting(Header::getName)
                .isNotEmpty()
                .noneMatch(name -> name.toLowerCase(java.util.Locale.ROOT).startsWith("access-control-"));
    }
}
