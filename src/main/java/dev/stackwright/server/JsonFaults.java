package dev.stackwright.server;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import dev.stackwright.common.JsonWords;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What is wrong with a JSON body, in words for people. */
final class JsonFaults {

    private static final int MOST_SHOWN = 80;

    /** How our records begin a message that is about one of their components. */
    private static final Pattern NAMED = Pattern.compile("([a-z][A-Za-z]*): (.*)", Pattern.DOTALL);

    private JsonFaults() {}

    static Problem malformed(@Nullable String message, JsonProcessingException e) {
        JsonLocation at = e.getLocation();
        String where = at == null ? "" : " at line " + at.getLineNr() + ", column " + at.getColumnNr();
        return Problem.of(ProblemKind.MALFORMED_JSON, "expected one JSON object; " + brief(message) + where);
    }

    /** A tree that is JSON but not the type it should be. */
    static Problem explain(JsonProcessingException e, JsonNode tree) {
        if (!(e instanceof JsonMappingException mapping)) {
            return Problem.of(ProblemKind.INVALID_REQUEST, brief(e.getOriginalMessage()));
        }
        String field = field(mapping.getPath());
        if (mapping.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null) {
            Matcher named = NAMED.matcher(refused.getMessage());
            return named.matches() && field == null
                    ? Problem.of(ProblemKind.INVALID_REQUEST, named.group(2), named.group(1))
                    : Problem.of(ProblemKind.INVALID_REQUEST, refused.getMessage(), field);
        }
        if (mapping.getCause() instanceof InputCoercionException tooLarge) {
            return Problem.of(
                    ProblemKind.INVALID_REQUEST,
                    "expected " + JsonWords.of(tooLarge.getTargetType()) + ": " + brief(tooLarge.getOriginalMessage()),
                    field);
        }
        if (mapping instanceof MismatchedInputException mismatch && mismatch.getTargetType() != null) {
            String found = shown(at(tree, mapping.getPath()));
            return Problem.of(
                    ProblemKind.INVALID_REQUEST,
                    "expected " + JsonWords.of(mismatch.getTargetType()) + ", found " + found,
                    field);
        }
        return Problem.of(ProblemKind.INVALID_REQUEST, brief(mapping.getOriginalMessage()), field);
    }

    static String shown(JsonNode node) {
        return brief(node.toString());
    }

    static String brief(@Nullable String text) {
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
