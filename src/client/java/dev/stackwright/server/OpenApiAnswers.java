package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** An OpenAPI document, to compare answers with. A property that it does not name is a fault as well as a missing one. */
final class OpenApiAnswers {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    private final JsonNode root;
    private final ObjectNode schemas;

    /** Of an operation: its path, its method, and what the document says of it. */
    private record Operation(String path, String method, JsonNode node) {}

    private final Map<String, Operation> operations = new TreeMap<>();

    OpenApiAnswers(JsonNode root) {
        this.root = root;
        this.schemas = root.get("components").deepCopy();
        schemas.get("schemas").forEach(schema -> {
            if (schema.has("properties")) {
                ((ObjectNode) schema).put("additionalProperties", false);
            }
        });
        root.get("paths")
                .properties()
                .forEach(path -> path.getValue().properties().stream()
                        .filter(method -> METHODS.contains(method.getKey()))
                        .forEach(method -> operations.put(
                                method.getValue().get("operationId").asText(),
                                new Operation(path.getKey(), method.getKey(), method.getValue()))));
    }

    JsonNode root() {
        return root;
    }

    Set<String> operations() {
        return operations.keySet();
    }

    /** Those that change nothing and end by themselves. */
    List<String> reading() {
        return operations.entrySet().stream()
                .filter(entry -> entry.getValue().method().equals("get"))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The operation at an address. */
    String operation(String method, String path) {
        return operations.entrySet().stream()
                .filter(entry -> entry.getValue().method().equalsIgnoreCase(method)
                        && path.matches(entry.getValue().path().replaceAll("\\{[a-z]+}", "[^/]+")))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no operation for " + method + " " + path));
    }

    /** An address, with what stands in its braces. */
    String path(String operation, Map<String, String> places) {
        String path = operations.get(operation).path();
        for (Map.Entry<String, String> place : places.entrySet()) {
            path = path.replace("{" + place.getKey() + "}", place.getValue());
        }
        return path;
    }

    /** The example of a request. */
    JsonNode request(String operation) {
        return operations.get(operation).node().at("/requestBody/content/application~1json/example");
    }

    /** Headers of an answer. */
    Set<String> headers(String operation, int status) {
        Set<String> names = new TreeSet<>();
        response(operation, status)
                .path("headers")
                .fieldNames()
                .forEachRemaining(name -> names.add(name.toLowerCase(Locale.ROOT)));
        return names;
    }

    /** Fails where an answer is none that the document describes. */
    void check(String operation, int status, JsonNode answer) {
        JsonNode content = response(operation, status).path("content");
        String type = status < 300 ? "application/json" : Problem.MEDIA_TYPE;
        assertThat(faults(content.path(type).path("schema"), answer))
                .as("%s, %d: %s", operation, status, answer)
                .isEmpty();
    }

    /** What is wrong with each example, by where it is. */
    Map<String, List<String>> examples() {
        Map<String, List<String>> examples = new TreeMap<>();
        operations.forEach((name, operation) -> {
            JsonNode body = operation.node().path("requestBody").path("content");
            body.properties().forEach(type -> add(examples, name + " " + type.getKey(), type.getValue()));
            operation
                    .node()
                    .path("responses")
                    .properties()
                    .forEach(response -> response.getValue()
                            .path("content")
                            .properties()
                            .forEach(type -> add(
                                    examples, name + " " + response.getKey() + " " + type.getKey(), type.getValue())));
        });
        return examples;
    }

    private void add(Map<String, List<String>> examples, String where, JsonNode media) {
        if (media.has("example")) {
            examples.put(where, faults(media.get("schema"), media.get("example")));
        }
    }

    private JsonNode response(String operation, int status) {
        JsonNode response = operations.get(operation).node().path("responses").path(String.valueOf(status));
        assertThat(response.isObject())
                .as("%s may answer %d", operation, status)
                .isTrue();
        return response;
    }

    private List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = schema.deepCopy();
        whole.set("components", schemas);
        JsonSchema read =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(whole);
        return read.validate(value).stream().map(ValidationMessage::getMessage).collect(Collectors.toList());
    }
}
