package dev.stackwright.common;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says of JSON that is not what it should be what was expected, what was found, and where. For people. */
public final class JsonErrors {

    private static final int MOST_SHOWN = 80;

    /** How our records begin a message that is about one of their components. */
    private static final Pattern NAMED = Pattern.compile("([a-z][A-Za-z]*): (.*)", Pattern.DOTALL);

    private JsonErrors() {}

    /**
     * What is wrong.
     *
     * @param field the part at fault, e.g. {@code urls[3]}; null where it is all of it
     */
    public record Fault(String message, @Nullable String field) {}

    /** Text that is no JSON at all, or bytes that are no text. */
    public static Fault malformed(IOException e) {
        return new Fault("expected one JSON object; found " + found(e), null);
    }

    /** What was found there instead of JSON, and where, to stand behind "found". */
    public static String found(IOException e) {
        JsonLocation at = e instanceof JsonProcessingException json ? json.getLocation() : null;
        return MalformedJson.found(e)
                + (at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr());
    }

    /** A tree that is JSON but not the type that it was read as. */
    public static Fault mismatch(JsonProcessingException e, JsonNode tree) {
        if (!(e instanceof JsonMappingException mapping)) {
            return malformed(e);
        }
        String field = field(mapping.getPath());
        if (mapping instanceof UnrecognizedPropertyException unknown) {
            return unknown(
                    unknown.getPropertyName(),
                    unknown.getKnownPropertyIds().stream().map(String::valueOf).toList());
        }
        if (mapping.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null) {
            Matcher named = NAMED.matcher(refused.getMessage());
            return named.matches() && field == null
                    ? new Fault(named.group(2), named.group(1))
                    : new Fault(refused.getMessage(), field);
        }
        if (mapping.getCause() instanceof InputCoercionException tooLarge) {
            return new Fault(
                    "expected " + name(tooLarge.getTargetType()) + range(tooLarge.getTargetType()) + ", found "
                            + shown(at(tree, mapping.getPath())),
                    field);
        }
        if (mapping instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            String found = shown(at(tree, mapping.getPath()));
            return new Fault("expected " + name(mismatch.getTargetType()) + ", found " + found, field);
        }
        if (mapping.getCause() instanceof NullPointerException) {
            return new Fault(
                    "expected all fields that it needs, and no null among its values, found "
                            + shown(at(tree, mapping.getPath())),
                    field);
        }
        return new Fault("expected another value, found " + shown(at(tree, mapping.getPath())), field);
    }

    /** A field that there is none of. */
    public static Fault unknown(String field, List<String> known) {
        return new Fault(
                known.stream().collect(Collectors.joining(", ", "expected only ", "; found '" + brief(field) + "'"))
                        + Similar.hint(brief(field), known),
                brief(field));
    }

    /** What values of a type are called, for example {@code a whole number}. */
    public static String name(Class<?> type) {
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (type == byte[].class) {
            return "base64";
        }
        if (Collection.class.isAssignableFrom(type) || type.isArray()) {
            return "a list";
        }
        if (Map.class.isAssignableFrom(type)) {
            return "a JSON object";
        }
        if (type == Instant.class) {
            return "a time such as 2026-11-28T12:00:00Z";
        }
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(one -> Json.mapper().valueToTree(one).asText())
                    .collect(Collectors.joining(", ", "one of ", ""));
        }
        boolean isMadeOfFields =
                Stream.of(type.getMethods()).anyMatch(part -> part.isAnnotationPresent(JsonProperty.class));
        if (isMadeOfFields) {
            return "a JSON object";
        }
        if (type.isRecord()
                && Stream.of(type.getRecordComponents())
                        .noneMatch(part -> part.getAccessor().isAnnotationPresent(JsonValue.class))) {
            return "a JSON object";
        }
        return "text";
    }

    private static String range(Class<?> type) {
        boolean isInt = type == int.class || type == Integer.class;
        boolean isLong = type == long.class || type == Long.class;
        return isInt
                ? " from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE
                : isLong ? " from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE : "";
    }

    /** A value as it stands, shortened. */
    public static String shown(JsonNode node) {
        return node.isMissingNode() ? "none" : brief(node.toString());
    }

    private static String brief(@Nullable String text) {
        if (text == null) {
            return "";
        }
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }

    private static @Nullable String field(List<JsonMappingException.Reference> path) {
        StringBuilder field = new StringBuilder();
        for (JsonMappingException.Reference step : path) {
            if (step.getFieldName() == null) {
                field.append('[').append(step.getIndex()).append(']');
            } else {
                field.append(field.isEmpty() ? "" : ".").append(step.getFieldName());
            }
        }
        return field.isEmpty() ? null : field.toString();
    }

    private static JsonNode at(JsonNode tree, List<JsonMappingException.Reference> path) {
        JsonNode node = tree;
        for (JsonMappingException.Reference step : path) {
            node = step.getFieldName() == null ? node.path(step.getIndex()) : node.path(step.getFieldName());
        }
        return node;
    }
}
