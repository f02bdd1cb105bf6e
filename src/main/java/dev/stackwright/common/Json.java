package dev.stackwright.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The one JSON dialect of the product: unknown fields, wrong types, trailing text and nulls for primitives are
 * refused; instants are ISO-8601; output is indented and its order stable. Thread-safe.
 */
public final class Json {

    private static final ObjectMapper MAPPER = configure(JsonMapper.builder()).build();
    private static final ObjectMapper LENIENT = configure(JsonMapper.builder())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Json() {}

    /** The shared mapper; do not reconfigure it. */
    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /** Applies the dialect to a builder, for mappers that a framework owns. */
    public static JsonMapper.Builder configure(JsonMapper.Builder builder) {
        return builder.addModules(new Jdk8Module(), new JavaTimeModule())
                .enable(
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(
                        LogicalType.Textual,
                        text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
                .disable(
                        SerializationFeature.WRITE_DATES_AS_TIMESTAMPS,
                        SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .enable(SerializationFeature.INDENT_OUTPUT, SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);
    }

    /** UTF-8 JSON of {@code value}, ending in a newline. */
    public static byte[] bytes(Object value) {
        return bytes(MAPPER.writer(), value);
    }

    /** The same on one line, as in JSON Lines. */
    public static byte[] line(Object value) {
        return bytes(MAPPER.writer().without(SerializationFeature.INDENT_OUTPUT), value);
    }

    private static byte[] bytes(ObjectWriter writer, Object value) {
        try {
            return (writer.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getName() + " as JSON", e);
        }
    }

    /**
     * Reads what a request or this very version wrote: unknown fields are refused. Stored documents are read by {@link
     * DocumentSchema}.
     *
     * @param what names the document in the error, e.g. {@code manifest of cats-dogs}
     * @throws MalformedJsonException when the bytes are not such a document
     */
    public static <T> T read(byte[] utf8, Class<T> type, String what) {
        return read(MAPPER, utf8, type, what);
    }

    /** As {@link #read}, but unknown fields are passed over. For stored documents, see {@link DocumentSchema}. */
    static <T> T lenient(byte[] utf8, Class<T> type, String what) {
        return read(LENIENT, utf8, type, what);
    }

    private static <T> T read(ObjectMapper mapper, byte[] utf8, Class<T> type, String what) {
        try {
            T value = mapper.readValue(utf8, type);
            if (value == null) {
                throw new MalformedJsonException(what + ": expected a JSON object, found null", null);
            }
            return value;
        } catch (IOException e) {
            throw new MalformedJsonException(what + ": " + reason(e, utf8), e);
        }
    }

    private static String reason(IOException e, byte[] utf8) {
        JsonErrors.Fault found;
        try {
            JsonNode tree = MAPPER.readTree(utf8);
            found = e instanceof JsonProcessingException mismatch
                    ? JsonErrors.mismatch(mismatch, tree)
                    : JsonErrors.malformed(e);
        } catch (IOException malformed) {
            found = JsonErrors.malformed(malformed);
        }
        return (found.field() == null ? "" : found.field() + ": ") + found.message();
    }

    /** A document that is not the JSON it should be. */
    public static class MalformedJsonException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public MalformedJsonException(String message, @Nullable Throwable cause) {
            super(message, cause);
        }
    }
}
