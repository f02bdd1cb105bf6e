package dev.stackwright.run;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.stackwright.common.Sha256;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.random.RandomGenerator;

/**
 * The id of a run: UTC time of its request and eight digits, e.g. {@code 20261124t081500z-3f2a9c1b}: three for the
 * fraction of the second, so that ids sort as the requests came, and five drawn. For a run that an event asks for, the
 * event's time and 16 digits of its digest.
 */
public record RunId(@JsonValue String value) implements Comparable<RunId> {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMdd't'HHmmss'z'", Locale.ROOT);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public RunId {
        if (!isValid(value)) {
            throw new IllegalArgumentException(
                    "expected a run id such as 20261124t081500z-3f2a9c1b, found '" + value + "'");
        }
    }

    /** A new id, which sorts behind those of 1/4096 s earlier; 20 random bits part the runs of one such time. */
    public static RunId of(Instant at, RandomGenerator random) {
        long fraction = (at.getLong(ChronoField.NANO_OF_SECOND) << 12) / 1_000_000_000;
        return new RunId(time(at) + String.format(Locale.ROOT, "-%03x%05x", fraction, random.nextInt(1 << 20)));
    }

    /**
     * The id that follows from what asks for the run, the same each time. 64 bits part the runs of one second: such a run
     * is never drawn again where two of them meet, so that fewer might lose one.
     *
     * @param at in the years 0 to 9999
     */
    public static RunId of(Instant at, Sha256 cause) {
        return new RunId(time(at) + "-" + cause.hex().substring(0, 16));
    }

    /** How the ids of that second begin; it sorts before all of them. */
    static String time(Instant at) {
        return TIME.format(at.atOffset(ZoneOffset.UTC));
    }

    /** Whether {@code text} has the form of a run id. */
    public static boolean isValid(String text) {
        return text.matches("[0-9]{8}t[0-9]{6}z-[0-9a-f]{8}([0-9a-f]{8})?");
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
