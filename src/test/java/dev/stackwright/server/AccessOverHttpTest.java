package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import dev.stackwright.access.ApiKeys;
import dev.stackwright.access.Role;
import dev.stackwright.app.Stackwright;
import dev.stackwright.server.Refusals.FailedTries;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import io.smallrye.jwt.build.Jwt;
import jakarta.inject.Inject;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that asks who calls: keys of its own, and tokens that a provider signed. */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@TestProfile(UploadsByThemselvesTest.Watched.class)
class AccessOverHttpTest {

    private static final String SIGNER = "test.token-signer";

    @Inject
    Stackwright stackwright;

    /** Tokens are checked against a public key, so that no provider is asked. */
    static Map<String, String> settings() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            KeyPair pair = generator.generateKeyPair();
            System.setProperty(
                    SIGNER, Base64.getEncoder().encodeToString(pair.getPrivate().getEncoded()));
            return Map.of(
                    "stackwright.http.auth",
                    "required",
                    "quarkus.oidc.tenant-enabled",
                    "true",
                    "quarkus.oidc.public-key",
                    Base64.getEncoder().encodeToString(pair.getPublic().getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/runs", "/api/networks", "/q/metrics", "/api", "/nowhere", "/api/uploads"})
    void aStrangerReadsNothing(String path) {
        refused(given().get(path).then(), 401, "unauthenticated")
                .header("www-authenticate", equalTo("Bearer realm=\"stackwright\""))
                .body("detail", containsString("stackwright keys"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/train", "/classify", "/events", "/api/ensembles/cats/promotions", "/train/", "/other"})
    void aStrangerChangesNothing(String path) {
        refused(json(given()).post(path).then(), 401, "unauthenticated");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/q/health/live", "/q/health/ready", "/q/openapi", "/q/swagger-ui/"})
    void healthAndWhatDocumentsTheApiStayOpen(String path) {
        given().get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @CsvSource({
        "CLASSIFY, /classify, 400",
        "CLASSIFY, /train, 403",
        "CLASSIFY, /events, 403",
        "CLASSIFY, /api/ensembles/cats/promotions, 403",
        "TRAIN, /train, 400",
        "TRAIN, /events, 400",
        "TRAIN, /classify, 403",
        "TRAIN, /api/ensembles/cats/promotions, 403",
        "PROMOTE, /api/ensembles/cats/promotions, 400",
        "PROMOTE, /train, 403",
        "PROMOTE, /train/, 403",
    })
    void aKeyMayDoWhatItsRoleSays(Role role, String path, int expected) {
        json(given().auth().oauth2(key(role))).post(path).then().statusCode(expected);
        json(given().header("X-API-Key", key(role))).post(path).then().statusCode(expected);
        json(given().auth().oauth2(token(role.text()))).post(path).then().statusCode(expected);
    }

    @Test
    void everyKeyMayReadAndTheMissingRoleIsNamed() {
        given().auth().oauth2(key(Role.CLASSIFY)).get("/api/runs").then().statusCode(200);
        refused(json(given().auth().oauth2(key(Role.CLASSIFY))).post("/train").then(), 403, "forbidden")
                .body("detail", containsString("'train'"));
    }

    @Test
    void aRevokedKeyAndOneThatIsNearlyRightAreRefused() {
        ApiKeys.Made made = stackwright.keys().add("gone", List.of(Role.TRAIN));
        given().auth().oauth2(made.text()).get("/api/runs").then().statusCode(200);
        String near = made.text().substring(0, made.text().length() - 1);
        assertThat(given().auth().oauth2(near + "!").get("/api/runs").statusCode())
                .isIn(401, 429);
        stackwright.keys().revoke(made.key().id());
        assertThat(given().auth().oauth2(made.text()).get("/api/runs").statusCode())
                .isIn(401, 429);
    }

    @Test
    void whoGuessesIsToldToWaitAndARightKeyIsLetInMeanwhile() {
        List<Integer> statuses = IntStream.rangeClosed(0, FailedTries.ALLOWED)
                .mapToObj(i -> given().auth().oauth2("sw_000000000000_" + i).get("/api/runs"))
                .map(answer -> answer.statusCode())
                .toList();
        assertThat(statuses.get(FailedTries.ALLOWED)).isEqualTo(429);
        refused(given().auth().oauth2("sw_guess").get("/q/health").then(), 429, "too-many-tries")
                .header("retry-after", not(equalTo("")));
        refused(given().auth().oauth2("no.token.this").get("/api/runs").then(), 429, "too-many-tries");
        given().auth().oauth2(key(Role.CLASSIFY)).get("/api/runs").then().statusCode(200);
    }

    @Test
    void aTokenThatIsForgedOrTooOldIsRefused() {
        String[] parts = token("train").split("\\.", -1);
        String forged = parts[0] + "." + parts[1] + "." + parts[1];
        assertThat(given().auth().oauth2(forged).get("/api/runs").statusCode()).isIn(401, 429);
        String old = Jwt.upn("someone")
                .groups("train")
                .issuedAt(Instant.now().minusSeconds(7200))
                .expiresAt(Instant.now().minusSeconds(3600))
                .sign(signer());
        assertThat(given().auth().oauth2(old).get("/api/runs").statusCode()).isIn(401, 429);
        given().auth().oauth2(token("train")).get("/api/runs").then().statusCode(200);
    }

    private String key(Role... roles) {
        return stackwright
                .keys()
                .add("test", List.copyOf(EnumSet.of(roles[0], roles)))
                .text();
    }

    private static String token(String... roles) {
        return Jwt.upn("someone").groups(java.util.Set.of(roles)).sign(signer());
    }

    private static PrivateKey signer() {
        try {
            byte[] encoded = Base64.getDecoder().decode(System.getProperty(SIGNER));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static RequestSpecification json(RequestSpecification request) {
        return request.contentType("application/json").body("{\"colour\":1}");
    }

    private static ValidatableResponse refused(ValidatableResponse response, int status, String kind) {
        return response.statusCode(status)
                .contentType(Problem.MEDIA_TYPE)
                .body("type", equalTo("urn:stackwright:problem:" + kind));
    }
}
