package dev.stackwright.common;

import java.util.function.IntPredicate;

/** Text that others wrote, made fit to be shown. Pure. */
public final class Printable {

    private Printable() {}

    /**
     * The text on one line, with a visible escape such as {@code \}{@code u001B} for each control character, line
     * separator, direction mark and lone surrogate, so that it can neither steer a terminal nor pass for other text.
     */
    public static String line(String text) {
        return escaped(text, character -> false);
    }

    /** As {@link #line}, but line feeds and tabs stay. */
    public static String lines(String text) {
        return escaped(text, character -> character == '\n' || character == '\t');
    }

    /** Whether the character steers instead of showing: control characters, line separators, direction marks. */
    public static boolean steers(int character) {
        return Character.isISOControl(character)
                || isDirectionMark(character)
                || character == 0x2028
                || character == 0x2029
                || (character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE);
    }

    /** Whether the character only turns the direction of text (Unicode's Bidi_Control) or marks the order of bytes. */
    public static boolean isDirectionMark(int character) {
        return character == 0x061C
                || character == 0x200E
                || character == 0x200F
                || (character >= 0x202A && character <= 0x202E)
                || (character >= 0x2066 && character <= 0x2069)
                || character == 0xFEFF;
    }

    private static String escaped(String text, IntPredicate stays) {
        if (text.codePoints().noneMatch(c -> steers(c) && !stays.test(c))) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (steers(c) && !stays.test(c)) {
                shown.append(String.format("\\u%04X", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
