package dev.stackwright.ensemble;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks of records that are read from documents, where any field may be missing. */
final class Fields {

    private Fields() {}

    static <T> T given(String field, @Nullable T value) {
        if (value == null) {
            throw new IllegalArgumentException("expected the field '" + field + "', found none");
        }
        return value;
    }

    /** As {@link Map#copyOf}, but in the order given and with nulls: JSON has them. */
    static Map<String, Object> copy(Map<String, Object> map) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }
}
