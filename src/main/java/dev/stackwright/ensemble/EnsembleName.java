package dev.stackwright.ensemble;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The name of an ensemble: 1 to 63 of a–z, 0–9 and hyphen, beginning and ending in a letter or digit. */
public record EnsembleName(@JsonValue String value) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EnsembleName {
        if (!isValid(value)) {
            throw new IllegalArgumentException("expected an ensemble name of 1 to 63 lower-case letters, digits and"
                    + " hyphens, e.g. cats-dogs; found '" + value + "'");
        }
    }

    /** Whether {@code text} could be an ensemble's name. */
    public static boolean isValid(String text) {
        return text.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    }

    @Override
    public String toString() {
        return value;
    }
}
