package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/** The id of a run: UTC time of its request and random digits, e.g. {@code 20261124t081500z-3f2a9c1b}. */
public record RunId(@JsonValue String value) implements Comparable<RunId> {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunId {
        if (!value.matches("[0-9]{8}t[0-9]{6}z-[0-9a-f]{8}")) {
            throw new IllegalArgumentException(
                    "expected a run id such as 20261124t081500z-3f2a9c1b, found '" + value + "'");
        }
    }

    @Override
    public int compareTo(RunId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
