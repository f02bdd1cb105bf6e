package dev.stackwright.common;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.stackwright.common.Json.MalformedJsonException;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How documents of one type are stored: with the number of their schema, and read leniently, so that another version of
 * the product that adds a field does not stop this one. A document without a number is of schema 1. A change that an
 * older version must not pass over gets the next number.
 *
 * @param version the newest schema that is read, and the one that is written; 1 or more
 */
public record DocumentSchema<T>(Class<T> type, int version) {

    private static final String FIELD = "schema";

    public DocumentSchema {
        if (version < 1) {
            throw new IllegalArgumentException("expected a schema from 1 on, found " + version);
        }
    }

    /** UTF-8 JSON with the schema's number, ending in a newline. */
    public byte[] write(T value) {
        return write(value, version);
    }

    /**
     * As {@link #write(Object)}, for a document that older versions of the product may read.
     *
     * @param least the schema that a reader has to know
     */
    public byte[] write(T value, int least) {
        ObjectNode document = Json.mapper().createObjectNode().put(FIELD, least);
        document.setAll((ObjectNode) Json.mapper().valueToTree(value));
        return Json.bytes(document);
    }

    /**
     * Reads a document; unknown fields are passed over.
     *
     * @param what names the document in errors, best by its key
     * @throws NewerSchemaException when a newer version of the product wrote it: it is neither damaged nor missing
     * @throws MalformedJsonException when the bytes are no such document
     */
    public T read(byte[] utf8, String what) {
        int found = Objects.requireNonNullElse(
                Json.lenient(utf8, Numbered.class, what).schema(), 1);
        if (found > version) {
            throw new NewerSchemaException(what + ": expected " + words() + " schema " + version + ", found " + found
                    + "; it was written by a newer Stackwright. Use that one to read it.");
        }
        return Json.lenient(utf8, type, what);
    }

    private String words() {
        return type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }

    private record Numbered(@Nullable Integer schema) {}

    /** A document that a newer version of the product wrote. It is whole: do not replace it, and do not count it as missing. */
    public static final class NewerSchemaException extends MalformedJsonException {

        private static final long serialVersionUID = 1L;

        NewerSchemaException(String message) {
            super(message, null);
        }
    }
}
