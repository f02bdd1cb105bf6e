package dev.stackwright.server;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.stackwright.common.Json;
import dev.stackwright.common.JsonErrors;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the body of a request strictly, and says of a bad one which field is at fault. */
final class RequestBodies {

    private static final ObjectMapper BODIES = mapper();

    private RequestBodies() {}

    /** Of what callers send: strings may be photos in base64, and how long a body may be is decided before it is read. */
    static ObjectMapper mapper() {
        ObjectMapper json = Json.mapper().copy();
        json.getFactory()
                .setStreamReadConstraints(StreamReadConstraints.builder()
                        .maxStringLength((int) BodyLimits.WITH_IMAGES)
                        .build());
        return json;
    }

    /** The body that Quarkus read; REST would wait for ever for one that is empty. */
    static byte[] of(RoutingContext http) {
        Buffer body = http.body().buffer();
        return body == null ? new byte[0] : body.getBytes();
    }

    /**
     * Reads one JSON object.
     *
     * @param type a record; components marked as required must be there
     * @throws ProblemException saying what was expected and found
     */
    static <T extends Record> T read(byte[] body, Class<T> type) {
        return read(body.length == 0 ? null : tree(body), type);
    }

    /** As {@link #read(byte[], Class)}, of JSON that was parsed; null for an empty body. */
    static <T extends Record> T read(@Nullable JsonNode tree, Class<T> type) {
        if (tree == null) {
            throw new ProblemException(
                    Problem.of(ProblemKind.INVALID_REQUEST, "expected a JSON object, found an empty body"));
        }
        if (!tree.isObject()) {
            throw new ProblemException(
                    Problem.of(ProblemKind.INVALID_REQUEST, "expected a JSON object, found " + JsonErrors.shown(tree)));
        }
        checkUnknown(tree, type);
        checkRequired(tree, type);
        checkNoNullsInLists(tree);
        try {
            return Json.mapper().treeToValue(tree, type);
        } catch (JsonProcessingException e) {
            throw problem(ProblemKind.INVALID_REQUEST, JsonErrors.mismatch(e, tree));
        }
    }

    /** @throws ProblemException where it is no JSON, saying where it goes wrong */
    static JsonNode tree(byte[] body) {
        try {
            return BODIES.readTree(body);
        } catch (IOException e) {
            throw problem(ProblemKind.MALFORMED_JSON, JsonErrors.malformed(e));
        }
    }

    private static void checkUnknown(JsonNode tree, Class<? extends Record> type) {
        var known = Arrays.stream(type.getRecordComponents())
                .map(RecordComponent::getName)
                .toList();
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            if (!known.contains(field.getKey())) {
                throw problem(ProblemKind.INVALID_REQUEST, JsonErrors.unknown(field.getKey(), known));
            }
        }
    }

    private static void checkRequired(JsonNode tree, Class<? extends Record> type) {
        for (RecordComponent component : type.getRecordComponents()) {
            JsonProperty property = component.getAccessor().getAnnotation(JsonProperty.class);
            if (property != null && property.required() && !tree.hasNonNull(component.getName())) {
                throw new ProblemException(Problem.of(
                        ProblemKind.INVALID_REQUEST,
                        "expected " + JsonErrors.name(component.getType()) + ", found "
                                + (tree.has(component.getName()) ? "null" : "no such field"),
                        component.getName()));
            }
        }
    }

    private static void checkNoNullsInLists(JsonNode tree) {
        for (Map.Entry<String, JsonNode> field : tree.properties()) {
            for (int i = 0; field.getValue().isArray() && i < field.getValue().size(); i++) {
                if (field.getValue().get(i).isNull()) {
                    throw new ProblemException(Problem.of(
                            ProblemKind.INVALID_REQUEST,
                            "expected a list without nulls",
                            field.getKey() + "[" + i + "]"));
                }
            }
        }
    }

    private static ProblemException problem(ProblemKind kind, JsonErrors.Fault fault) {
        return new ProblemException(Problem.of(kind, fault.message(), fault.field()));
    }
}
