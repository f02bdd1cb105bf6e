package dev.stackwright.server;

import com.fasterxml.jackson.core.type.TypeReference;
import dev.stackwright.app.NetworkView;
import dev.stackwright.classify.ClassifyReply;
import dev.stackwright.classify.ClassifyRequest;
import dev.stackwright.classify.ClassifyRequest.InlineImage;
import dev.stackwright.common.Json;
import dev.stackwright.ensemble.Manifest;
import dev.stackwright.ensemble.Promotion;
import dev.stackwright.event.Delivery.EventReply;
import dev.stackwright.event.IncomingResults;
import dev.stackwright.run.ProgressDocument;
import dev.stackwright.run.RunView;
import dev.stackwright.run.Runs;
import dev.stackwright.run.TrainRequest;
import dev.stackwright.run.VersionDiff;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.tags.Tag;

/**
 * Completes the OpenAPI document that Quarkus makes of the resources: the functions, what is refused and how, schemas as
 * Jackson writes them, examples. docs/openapi.json is the same, for those who make clients of it; a test compares.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class OpenApiDocument implements OASFilter {

    private static final String JSON = "application/json";
    private static final List<Tag> TAGS = List.of(
            tag("functions", "Train, classify, and what uploads start"),
            tag("runs", "Trainings that wait, run or have ended"),
            tag("ensembles", "What was published, and which version is served"),
            tag("networks", "What an ensemble may be made of"),
            tag("uploads", "Files for trainings and classifications"));

    @Override
    public void filterOpenAPI(OpenAPI document) {
        OpenApiSchemas schemas = schemas();
        document.setTags(TAGS);
        document.addServer(OASFactory.createServer().url("/").description("The server that this document is of"));
        document.setComponents(OASFactory.createComponents());
        new OpenApiFunctions(schemas).addTo(document.getPaths());
        Map<String, Operation> operations = operations(document);
        mend(operations);
        document.getComponents().setSchemas(new TreeMap<>(schemas.components()));
        OpenApiProblems.addTo(document);
        operations
                .values()
                .forEach(operation -> operation
                        .getResponses()
                        .getAPIResponses()
                        .values()
                        .forEach(response -> response.addHeader(
                                "X-Request-Id", header("That of the request, or a new one; log lines have it"))));
        addExamples(operations);
    }

    static OpenApiSchemas schemas() {
        OpenApiSchemas schemas = new OpenApiSchemas();
        schemas.put(
                InlineImage.class,
                OpenApiSchemas.type(SchemaType.OBJECT)
                        .addProperty("name", OpenApiSchemas.type(SchemaType.STRING))
                        .addProperty(
                                "base64", OpenApiSchemas.type(SchemaType.STRING).format("byte"))
                        .addRequired("base64"));
        schemas.of(EventReply.Failure.class, "BatchItemFailure");
        schemas.of(ClassifyReply.Failure.class, "ImageFailure");
        schemas.of(ClassifyReply.Result.class, "ClassifyResult");
        schemas.of(Functions.TrainReply.Links.class, "RunLinks");
        for (Class<?> type : List.of(
                Problem.class,
                TrainRequest.class,
                Functions.TrainReply.class,
                ClassifyRequest.class,
                ClassifyReply.class,
                UploadRoute.Stored.class,
                UploadsResource.Upload.class,
                RunView.class,
                ProgressDocument.class,
                EnsemblesResource.EnsembleSummary.class,
                EnsemblesResource.EnsembleView.class,
                EnsemblesResource.PromotionRequest.class,
                Promotion.class,
                Manifest.class,
                VersionDiff.class,
                IncomingResults.IncomingResult.class,
                NetworkView.class)) {
            schemas.of(type);
        }
        schemas.merge("ListedRun", RunView.class, Runs.Damaged.class);
        schemas.merge("EventReply", EventReply.Outcomes.class, EventReply.Batch.class);
        schemas.describe(descriptions());
        return schemas;
    }

    /** What the scanner takes from the Java types of the methods where the answer is another. */
    private static void mend(Map<String, Operation> operations) {
        answer(operations, "listRuns", JSON).setSchema(OpenApiSchemas.list(OpenApiSchemas.reference("ListedRun")));
        answer(operations, "events", JSON).setSchema(OpenApiSchemas.reference("EventReply"));
        answer(operations, "getReport", JSON)
                .setSchema(OpenApiSchemas.type(SchemaType.OBJECT).description("as docs/versions.md describes it"));
        answer(operations, "getReportPage", "text/html").setSchema(OpenApiSchemas.type(SchemaType.STRING));
        answer(operations, "watchRun", "text/event-stream")
                .setSchema(OpenApiSchemas.type(SchemaType.STRING)
                        .description("each event's data is the run as JSON, with its stages, curves and remarks"));
        for (String list : List.of("listRuns", "listEnsembles", "listResults", "listUploads")) {
            addHeader(operations, list, "Link", "The next page, where there is one: <…>; rel=\"next\" (RFC 8288)");
        }
        addHeader(operations, "watchRun", "X-SSE-Content-Type", "Of each event's data: application/json");
        addHeader(operations, "getReportPage", "Content-Security-Policy", "Nothing but what is in the page");
        Schema nothing = OpenApiSchemas.type(SchemaType.OBJECT).description("nothing, as {}");
        operation(operations, "launchRun")
                .requestBody(OASFactory.createRequestBody()
                        .required(true)
                        .content(OASFactory.createContent()
                                .addMediaType(JSON, OASFactory.createMediaType().schema(nothing))));
    }

    private static void addHeader(
            Map<String, Operation> operations, String operation, String name, String description) {
        operation(operations, operation).getResponses().getAPIResponse("200").addHeader(name, header(description));
    }

    private static Header header(String description) {
        return OASFactory.createHeader().description(description).schema(OpenApiSchemas.type(SchemaType.STRING));
    }

    private static MediaType answer(Map<String, Operation> operations, String operation, String type) {
        return operation(operations, operation)
                .getResponses()
                .getAPIResponse("200")
                .getContent()
                .getMediaType(type);
    }

    private static Operation operation(Map<String, Operation> operations, String id) {
        return Objects.requireNonNull(
                operations.get(id), () -> "expected an operation " + id + ", found " + operations.keySet());
    }

    private static Map<String, Operation> operations(OpenAPI document) {
        Map<String, Operation> operations = new HashMap<>();
        document.getPaths()
                .getPathItems()
                .values()
                .forEach(path -> path.getOperations()
                        .values()
                        .forEach(operation -> operations.put(operation.getOperationId(), operation)));
        return operations;
    }

    /** Requests and answers of a real run, by operation. */
    private static void addExamples(Map<String, Operation> operations) {
        Map<String, Map<String, Object>> examples = resource(
                "openapi-examples.json",
                in -> Json.mapper().readValue(in, new TypeReference<Map<String, Map<String, Object>>>() {}));
        examples.forEach((id, example) -> {
            Operation operation = operation(operations, id);
            if (example.containsKey("request")) {
                operation.getRequestBody().getContent().getMediaType(JSON).setExample(example.get("request"));
            }
            operation.getResponses().getAPIResponses().forEach((status, response) -> {
                if (status.startsWith("2") && example.containsKey("response")) {
                    response.getContent().getMediaType(JSON).setExample(example.get("response"));
                }
            });
        });
    }

    private static Map<String, String> descriptions() {
        Properties read = resource("openapi-descriptions.properties", in -> {
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            return properties;
        });
        Map<String, String> descriptions = new HashMap<>();
        read.stringPropertyNames().forEach(name -> descriptions.put(name, read.getProperty(name)));
        return descriptions;
    }

    private interface Reader<T> {
        T read(InputStream in) throws IOException;
    }

    private static <T> T resource(String name, Reader<T> reader) {
        try (InputStream in = OpenApiDocument.class.getResourceAsStream(name)) {
            return reader.read(Objects.requireNonNull(in, name));
        } catch (IOException e) {
            throw new UncheckedIOException(name + " cannot be read", e);
        }
    }

    private static Tag tag(String name, String description) {
        return OASFactory.createTag().name(name).description(description);
    }
}
