package dev.stackwright.common;

import java.util.List;

/** What values of a type are called in JSON, for errors. */
public final class JsonWords {

    private JsonWords() {}

    /** For example {@code a whole number}. */
    public static String of(Class<?> type) {
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return "a whole number";
        }
        if (type == Double.class || type == double.class) {
            return "a number";
        }
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        if (List.class.isAssignableFrom(type)) {
            return "a list";
        }
        return "text";
    }
}
