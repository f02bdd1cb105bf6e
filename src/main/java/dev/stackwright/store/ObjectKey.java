package dev.stackwright.store;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The key of one object: 1 to 1024 bytes of UTF-8, segments parted by {@code /}, none of them {@code .} or {@code ..},
 * the first and the last not empty (others may be, as scripts write {@code a//b}), no control characters.
 */
public record ObjectKey(@JsonValue String value) {

    private static final int MAX_BYTES = 1024;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public ObjectKey {
        if (value.isEmpty() || value.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw new IllegalArgumentException("expected a key of 1 to 1024 bytes, found '" + value + "'");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("a key has no control characters, found '" + value + "'");
        }
        if (value.startsWith("/") || value.endsWith("/")) {
            throw new IllegalArgumentException("a key neither begins nor ends with a slash, found '" + value + "'");
        }
        for (String segment : value.split("/", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException("a key has no '.' or '..' segment, found '" + value + "'");
            }
        }
    }

    /** The key of that text, or empty where the text is none. */
    public static Optional<ObjectKey> parse(String value) {
        try {
            return Optional.of(new ObjectKey(value));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The key {@code this/child}. */
    public ObjectKey resolve(String child) {
        return new ObjectKey(value + "/" + child);
    }

    /** The last segment. */
    public String fileName() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    @Override
    public String toString() {
        return value;
    }
}
