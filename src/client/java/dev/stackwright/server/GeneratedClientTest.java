package dev.stackwright.server;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.app.Stackwright;
import dev.stackwright.client.ApiClient;
import dev.stackwright.client.ApiException;
import dev.stackwright.client.EnsemblesApi;
import dev.stackwright.client.FunctionsApi;
import dev.stackwright.client.NetworksApi;
import dev.stackwright.client.RunsApi;
import dev.stackwright.client.UploadsApi;
import dev.stackwright.client.model.ClassifyReply;
import dev.stackwright.client.model.ClassifyRequest;
import dev.stackwright.client.model.EventReply;
import dev.stackwright.client.model.Phase;
import dev.stackwright.client.model.PromotionRequest;
import dev.stackwright.client.model.Recipe;
import dev.stackwright.client.model.TrainRequest;
import dev.stackwright.common.Json;
import dev.stackwright.store.ObjectKey;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/openapi.json as its users have it: a client that openapi-generator made of it calls every operation, its examples
 * are sent as they stand, and every answer has what it says and nothing else.
 */
@QuarkusTest
@QuarkusTestResource(StackwrightTestResource.class)
@Timeout(300)
class GeneratedClientTest {

    private static final Path DOCUMENT = Path.of("docs/openapi.json");
    private static final String ENSEMBLE = "cats-dogs";

    /** Of HTTP itself, and what tells browsers to be careful. */
    private static final Set<String> OF_EVERY_ANSWER = Set.of(
            "content-type",
            "content-length",
            "transfer-encoding",
            "x-content-type-options",
            "x-frame-options",
            "referrer-policy",
            "cross-origin-resource-policy");

    @Inject
    Stackwright stackwright;

    @TempDir
    Path folder;

    private final Set<String> called = new TreeSet<>();
    private final Map<String, Object> seen = new TreeMap<>();
    private OpenApiAnswers document;
    private ApiClient client;

    @BeforeEach
    void open() throws IOException {
        document = new OpenApiAnswers(Json.mapper().readTree(DOCUMENT.toFile()));
        client = new ApiClient(HttpClients.custom()
                .addRequestInterceptorFirst((request, entity, context) -> called.add(document.operation(
                        request.getMethod(), request.getRequestUri().replaceAll("\\?.*", ""))))
                .build());
        client.setBasePath(RestAssured.baseURI + ":" + RestAssured.port);
        client.getObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    @AfterEach
    void close() throws IOException {
        client.getHttpClient().close();
    }

    @Test
    void theDocumentInDocsIsTheOneThatIsServed() throws IOException {
        byte[] served = given().get("/q/openapi?format=json").asByteArray();
        Files.write(Files.createDirectories(Path.of("target")).resolve("openapi.json"), served);
        assertThat(Json.mapper().readTree(served))
                .as("if it should be so: cp target/openapi.json docs/openapi.json")
                .isEqualTo(document.root());
    }

    @Test
    void everyOperationIsCalledAndItsExamplesAreTrue() throws Exception {
        FunctionsApi functions = new FunctionsApi(client);
        RunsApi runs = new RunsApi(client);
        EnsemblesApi ensembles = new EnsemblesApi(client);
        UploadsApi uploads = new UploadsApi(client);
        Path zip = Files.write(folder.resolve("cats-dogs.zip"), photos());
        Path photo = Files.write(folder.resolve("cat.jpg"), TinyPhotos.png(Color.BLUE, 5));
        stackwright.store().put(new ObjectKey("uploads/cats-dogs.zip"), Files.readAllBytes(zip));
        stackwright.store().put(new ObjectKey("uploads/cat.jpg"), Files.readAllBytes(photo));
        stackwright.store().put(new ObjectKey("incoming/cats-dogs/cat.jpg"), Files.readAllBytes(photo));

        // the examples, as they stand
        String run = sent("train").path("run").asText();
        assertThat(runs.watchRun(run)).as("until the run has ended").contains("\"succeeded\"");
        String version = ensembles.getEnsemble(ENSEMBLE).getServed();
        assertThat(runs.watchRun(sent("train").path("run").asText())).contains("\"succeeded\"");
        String other = ensembles.getEnsemble(ENSEMBLE).getServed();
        sent("classify");
        sent("events");
        assertThat(sent("promote").path("version").asText()).isEqualTo(version);
        Map<String, String> places = Map.of("run", run, "name", ENSEMBLE, "version", version, "other", other);
        for (String operation : document.reading()) {
            answered(operation, given().get(document.path(operation, places)));
        }

        Files.write(Path.of("target/openapi-examples.json"), Json.bytes(seen));

        // the same and the rest, as a Java program does it
        assertThat(uploads.upload("cats-dogs.zip", zip.toFile()).getUrl()).endsWith("/cats-dogs.zip");
        assertThat(uploads.listResults(1, null, ENSEMBLE)).hasSizeLessThanOrEqualTo(1);
        assertThat(uploads.listUploads(null, null, null)).anyMatch(upload -> upload.getUrl().endsWith("/cats-dogs.zip"));
        ClassifyReply answers = functions.classify(
                new ClassifyRequest()
                        .ensemble(ENSEMBLE)
                        .addUrlsItem("s3://stackwright/uploads/cat.jpg")
                        .coverage(0.5),
                null,
                null,
                null,
                null,
                null,
                null,
                null);
        assertThat(answers.getResults().get(0).getLabel()).isIn("cat", "dog");
        assertThat(answers.getResults().get(0).getSet()).isNotNull();
        EventReply again = functions.events(document.request("events"));
        assertThat(again.getOutcomes()).hasSize(1);
        String endless = functions
                .train(new TrainRequest()
                        .ensemble("long")
                        .dataset("s3://stackwright/uploads/cats-dogs.zip")
                        .recipe(Recipe.FINETUNE)
                        .addMembersItem("mobilenet-v2")
                        .imageSize(32)
                        .epochs(1000))
                .getRun();
        assertThat(runs.launchRun(endless, Map.of()).getRun()).isEqualTo(endless);
        var unused = runs.cancelRun(endless);
        assertThat(runs.watchRun(endless)).contains("\"cancelled\"");
        assertThat(runs.getRun(endless).getState().getPhase()).isEqualTo(Phase.CANCELLED);
        assertThat(runs.listRuns(1, null)).hasSize(1);
        assertThat(runs.listStages(run).getStages()).isNotEmpty();
        assertThat(ensembles.listEnsembles(null, null)).anyMatch(each -> version.equals(each.getServed()));
        assertThat(ensembles.getVersion(ENSEMBLE, version).getLabels()).containsExactly("cat", "dog");
        assertThat(ensembles.getReport(ENSEMBLE, version)).isNotNull();
        assertThat(ensembles.getReportPage(ENSEMBLE, version)).contains("<html");
        assertThat(ensembles.diffVersions(ENSEMBLE, version, other).getFigures())
                .isNotEmpty();
        assertThat(ensembles
                        .promote(ENSEMBLE, new PromotionRequest().version(version))
                        .getVersion())
                .isEqualTo(version);
        assertThat(new NetworksApi(client).listNetworks()).hasSize(4);
        assertThat(called).isEqualTo(document.operations());
    }

    @Test
    void aRefusalIsAProblemThatTheDocumentKnows() throws IOException {
        ApiException refused = catchThrowableOfType(
                ApiException.class, () -> new RunsApi(client).cancelRun("20261124t090000z-ffffffff"));
        assertThat(refused.getCode()).isEqualTo(404);
        document.check("cancelRun", 404, Json.mapper().readTree(refused.getResponseBody()));
    }

    @Test
    void everyExampleOfTheDocumentIsOfItsSchema() {
        assertThat(document.examples()).hasSizeGreaterThan(20);
        document.examples()
                .forEach((where, fault) -> assertThat(fault).as(where).isEmpty());
    }

    /** Sends an operation's example; the answer has to be of the document's. */
    private JsonNode sent(String operation) {
        JsonNode request = document.request(operation);
        seen.put(operation, Map.of("request", request));
        return answered(
                operation,
                given().contentType("application/json")
                        .body(request.toString())
                        .post(document.path(operation, Map.of("name", ENSEMBLE))));
    }

    private JsonNode answered(String operation, Response response) {
        try {
            assertThat(response.statusCode())
                    .as("%s: %s", operation, response.asString())
                    .isBetween(200, 299);
            assertThat(response.headers())
                    .extracting(header -> header.getName().toLowerCase(Locale.ROOT))
                    .filteredOn(header -> !OF_EVERY_ANSWER.contains(header))
                    .as("headers of %s", operation)
                    .isSubsetOf(document.headers(operation, response.statusCode()));
            if (!response.contentType().startsWith("application/json")) {
                return Json.mapper().nullNode();
            }
            JsonNode answer = Json.mapper().readTree(response.asByteArray());
            document.check(operation, response.statusCode(), answer);
            Map<String, Object> example = new TreeMap<>(Map.of("response", answer));
            if (seen.get(operation) instanceof Map<?, ?> sent) {
                example.put("request", sent.get("request"));
            }
            seen.put(operation, example);
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] photos() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (int i = 0; i < 24; i++) {
                zip.putNextEntry(new ZipEntry((i % 2 == 0 ? "cat/" : "dog/") + i + ".png"));
                zip.write(TinyPhotos.png(i % 2 == 0 ? Color.BLUE : Color.RED, i));
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
