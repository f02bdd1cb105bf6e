package dev.stackwright.access;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;

/** What a caller may do. Every one of them may read runs, ensembles and metrics. */
public enum Role {
    /** Have photos classified. */
    CLASSIFY,
    /** Start, launch and cancel trainings, and tell of uploads. */
    TRAIN,
    /** Decide which version is served. */
    PROMOTE;

    /** As in a key and in the roles of a token: {@code classify}. */
    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The role of that name.
     *
     * @throws IllegalArgumentException for a text that is no role
     */
    @JsonCreator
    public static Role parse(String text) {
        return Arrays.stream(values())
                .filter(role -> role.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("expected classify, train or promote, found '" + text + "'"));
    }
}
