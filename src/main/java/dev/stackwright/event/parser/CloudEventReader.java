package dev.stackwright.event.parser;

import dev.stackwright.event.Delivery.MalformedEventException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * CloudEvents 1.0: structured (JSON event format), and binary (HTTP protocol binding). What counts is the data, an event
 * of any other shape or a single record of S3.
 */
final class CloudEventReader {

    private static final String PREFIX = "ce-";
    private static final String VERSION = "1.0";
    private static final List<String> REQUIRED = List.of("specversion", "id", "source", "type");

    private CloudEventReader() {}

    static boolean isBinary(Map<String, String> headers) {
        return headers.keySet().stream().anyMatch(name -> name.startsWith(PREFIX));
    }

    /** @throws MalformedEventException where a header is missing that each event has */
    static void check(Map<String, String> headers) {
        for (String name : REQUIRED) {
            String value = headers.getOrDefault(PREFIX + name, "");
            if (value.isEmpty()) {
                throw new MalformedEventException("header " + PREFIX + name, "text", "nothing");
            }
        }
        String version = headers.getOrDefault(PREFIX + "specversion", "");
        if (!version.equals(VERSION)) {
            throw new MalformedEventException("header " + PREFIX + "specversion", VERSION, "'" + version + "'");
        }
    }

    static JsonCursor data(JsonCursor event) {
        for (String name : REQUIRED) {
            event.text(name);
        }
        if (!event.text("specversion").equals(VERSION)) {
            throw new MalformedEventException(
                    event.at("specversion"), "'" + VERSION + "'", "'" + event.text("specversion") + "'");
        }
        return event.has("data_base64") ? decoded(event) : event.opened("data");
    }

    private static JsonCursor decoded(JsonCursor event) {
        byte[] bytes = event.made("data_base64", Base64.getDecoder()::decode);
        return event.parsed(new String(bytes, StandardCharsets.UTF_8), event.at("data_base64"));
    }
}
