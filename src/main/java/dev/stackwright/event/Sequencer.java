package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Locale;

/**
 * What orders the events of one key, and of one key only: hexadecimal digits, the larger the later. Amazon S3 gives them
 * different lengths, and says to pad the shorter with zeros on the left and to compare as text ("Event message
 * structure", S3 User Guide); here leading zeros are dropped, so that equal ones are equal.
 *
 * @param hex 1 to 64 lower-case digits, without leading zeros
 */
public record Sequencer(@JsonValue String hex) implements Comparable<Sequencer> {

    private static final int MOST_DIGITS = 64;

    private static final Comparator<Sequencer> ORDER =
            Comparator.comparingInt((Sequencer s) -> s.hex.length()).thenComparing(Sequencer::hex);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Sequencer {
        if (!hex.matches("[0-9A-Fa-f]{1," + MOST_DIGITS + "}")) {
            throw new IllegalArgumentException(
                    "expected a sequencer of 1 to " + MOST_DIGITS + " hexadecimal digits, found '" + hex + "'");
        }
        hex = hex.toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    }

    @Override
    public int compareTo(Sequencer other) {
        return ORDER.compare(this, other);
    }

    /** 64 digits whose order as text is the opposite one, so that a listing begins with the latest. */
    String newestFirst() {
        StringBuilder digits = new StringBuilder("f".repeat(MOST_DIGITS - hex.length()));
        for (int i = 0; i < hex.length(); i++) {
            digits.append(Character.forDigit(15 - Character.digit(hex.charAt(i), 16), 16));
        }
        return digits.toString();
    }

    @Override
    public String toString() {
        return hex;
    }
}
