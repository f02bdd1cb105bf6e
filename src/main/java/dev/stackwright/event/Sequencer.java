package dev.stackwright.event;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Comparator;
import java.util.Locale;

/**
 * What orders the events of one key, and of one key only: hexadecimal digits. Amazon S3 gives them different lengths, and
 * says to pad the shorter with zeros on the right and to compare as text ("Event message structure", S3 User Guide). Two
 * that differ in zeros at their ends only come at the same place of the order and are not equal.
 *
 * @param hex 1 to 64 digits, in lower case
 */
public record Sequencer(@JsonValue String hex) implements Comparable<Sequencer> {

    static final int MOST_DIGITS = 64;

    private static final Comparator<Sequencer> ORDER = Comparator.comparing(Sequencer::padded);

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Sequencer {
        if (!hex.matches("[0-9A-Fa-f]{1," + MOST_DIGITS + "}")) {
            throw new IllegalArgumentException(
                    "expected a sequencer of 1 to " + MOST_DIGITS + " hexadecimal digits, found '" + hex + "'");
        }
        hex = hex.toLowerCase(Locale.ROOT);
    }

    @Override
    public int compareTo(Sequencer other) {
        return ORDER.compare(this, other);
    }

    /** Without the zeros at its beginning: a part of the names of events, which stay the same from version to version. */
    public Sequencer stripped() {
        return new Sequencer(hex.replaceFirst("^0+(?=.)", ""));
    }

    /** 64 digits. */
    private String padded() {
        return hex + "0".repeat(MOST_DIGITS - hex.length());
    }

    /** 64 digits whose order as text is the opposite one, so that a listing begins with the latest. */
    String complement() {
        return complement(padded());
    }

    static String complement(String digits) {
        return digits.chars()
                .map(digit -> Character.forDigit(15 - Character.digit(digit, 16), 16))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Override
    public String toString() {
        return hex;
    }
}
