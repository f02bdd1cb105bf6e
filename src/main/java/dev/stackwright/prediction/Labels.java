package dev.stackwright.prediction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;

/**
 * The labels of a classifier, at least two, distinct, in the order of its outputs. Whoever reads a dataset chooses the
 * order: that of numbers where all labels are numbers, else by code point.
 */
public record Labels(@JsonValue List<String> names) {

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Labels {
        names = List.copyOf(names);
        if (names.size() < 2) {
            throw new IllegalArgumentException("expected two labels or more, found " + names);
        }
        if (names.stream().distinct().count() != names.size() || names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("labels must be distinct and not blank, found " + names);
        }
    }

    public int count() {
        return names.size();
    }

    public String name(int index) {
        return names.get(index);
    }

    /** The index of {@code label}, or an error that lists the known ones. */
    public int index(String label) {
        int index = names.indexOf(label);
        if (index < 0) {
            throw new IllegalArgumentException("unknown label '" + label + "', expected one of " + names);
        }
        return index;
    }
}
