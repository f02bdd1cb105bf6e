package dev.stackwright.event.parser;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.stackwright.common.Json;
import dev.stackwright.common.JsonErrors;
import dev.stackwright.event.Delivery.MalformedEventException;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A place in a tree of JSON that knows how it was reached, so that whatever is missing can be named.
 *
 * @param path e.g. {@code Records[0].s3}; empty at the top
 * @param depth how many envelopes were opened on the way
 */
record JsonCursor(JsonNode node, String path, int depth) {

    private static final int MOST_SHOWN = 80;
    private static final double MOST_SECONDS = 1e11;

    static JsonCursor top(byte[] json) {
        if (json.length == 0) {
            throw new MalformedEventException("", "an event as a JSON object", "an empty body");
        }
        try {
            return new JsonCursor(Json.mapper().readTree(json), "", 0);
        } catch (IOException e) {
            throw new MalformedEventException("", "JSON in UTF-8", JsonErrors.found(e));
        }
    }

    /** Whether a field of that name is there and not null. */
    boolean has(String name) {
        return node.hasNonNull(name);
    }

    JsonCursor object(String name) {
        JsonCursor child = child(name);
        if (!child.node.isObject()) {
            throw child.wrong("an object");
        }
        return child;
    }

    List<JsonCursor> list(String name) {
        JsonCursor child = child(name);
        if (!child.node.isArray() || child.node.isEmpty()) {
            throw child.wrong("a list of one or more");
        }
        List<JsonCursor> elements = new ArrayList<>();
        for (int i = 0; i < child.node.size(); i++) {
            elements.add(new JsonCursor(child.node.get(i), child.path + "[" + i + "]", depth));
        }
        return elements;
    }

    /** A text that is not empty. */
    String text(String name) {
        JsonCursor child = child(name);
        if (!child.node.isTextual() || child.node.textValue().isEmpty()) {
            throw child.wrong("text");
        }
        return child.node.textValue();
    }

    /** The text, or null where there is none; what is there must be text. */
    @Nullable
    String optionalText(String name) {
        return has(name) && !node.get(name).asText("x").isEmpty() ? text(name) : null;
    }

    /** The text, or the empty text where there is none. For telling shapes apart. */
    String textOrEmpty(String name) {
        return node.path(name).asText("");
    }

    long wholeNumber(String name) {
        JsonCursor child = child(name);
        if (!child.node.isIntegralNumber() || !child.node.canConvertToLong()) {
            throw child.wrong("a whole number");
        }
        return child.node.longValue();
    }

    /** ISO 8601; without an offset, or as seconds since 1970, as emulators write it, too. */
    Instant time(String name) {
        JsonCursor child = child(name);
        if (child.node.isNumber() && child.node.doubleValue() >= 0 && child.node.doubleValue() < MOST_SECONDS) {
            return Instant.ofEpochMilli(Math.round(child.node.doubleValue() * 1000));
        }
        String text = text(name);
        try {
            return Instant.parse(text.matches(".*T[0-9:.]+") ? text + "Z" : text);
        } catch (DateTimeException e) {
            throw child.wrong("a time such as 2026-11-24T08:15:00Z");
        }
    }

    /** What {@code make} makes of the text; its refusal becomes a fault of this field. */
    <T> T made(String name, Function<String, T> make) {
        String text = text(name);
        try {
            return make.apply(text);
        } catch (IllegalArgumentException e) {
            throw new MalformedEventException(at(name), "a fitting value", brief(String.valueOf(e.getMessage())));
        }
    }

    /** The event in an envelope: JSON as text, or as it is. */
    JsonCursor opened(String name) {
        JsonCursor child = child(name);
        if (child.node.isObject()) {
            return new JsonCursor(child.node, child.path, depth + 1);
        }
        if (!child.node.isTextual()) {
            throw child.wrong("an event as JSON");
        }
        return parsed(child.node.textValue(), child.path);
    }

    /** The event in a text that stood at {@code from}. */
    JsonCursor parsed(String json, String from) {
        try {
            JsonNode tree = Json.mapper().readTree(json);
            if (!tree.isObject()) {
                throw new MalformedEventException(from, "an event as a JSON object", brief(shown(tree)));
            }
            return new JsonCursor(tree, from, depth + 1);
        } catch (JsonProcessingException e) {
            throw new MalformedEventException(from, "an event as JSON", JsonErrors.found(e));
        }
    }

    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    MalformedEventException wrong(String expected) {
        return new MalformedEventException(path, expected, brief(shown(node)));
    }

    private JsonCursor child(String name) {
        return new JsonCursor(node.path(name), at(name), depth);
    }

    private static String shown(JsonNode node) {
        if (node.isMissingNode()) {
            return "nothing";
        }
        return node.isTextual() && node.textValue().isEmpty() ? "an empty text" : node.toString();
    }

    private static String brief(String text) {
        return text.length() <= MOST_SHOWN ? text : text.substring(0, MOST_SHOWN) + "…";
    }
}
