package dev.stackwright.ensemble;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** One immutable version: UTC time of publication and part of its digest, e.g. {@code 20261124t081500z-3f2a9c1b}. */
public record EnsembleVersion(@JsonValue String value) implements Comparable<EnsembleVersion> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public EnsembleVersion {
        if (!value.matches("[0-9]{8}t[0-9]{6}z-[0-9a-f]{8}")) {
            throw new IllegalArgumentException(
                    "expected a version such as 20261124t081500z-3f2a9c1b, found '" + value + "'");
        }
    }

    @Override
    public int compareTo(EnsembleVersion other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
