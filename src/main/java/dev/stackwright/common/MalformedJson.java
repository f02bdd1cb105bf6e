package dev.stackwright.common;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the parser found where a text is no JSON, in words of people: the parser's messages speak of its classes and switches.
 * Of a message that is not known here, as of a newer parser, nothing is told but the place.
 */
final class MalformedJson {

    private static final String NO_TEXT = "bytes that are no UTF-8";

    private static final int LONGEST = 40;

    private record Phrase(Pattern parser, Function<MatchResult, String> ours) {

        static Phrase of(String parser, Function<MatchResult, String> ours) {
            return new Phrase(Pattern.compile(parser, Pattern.DOTALL), ours);
        }
    }

    private static final List<Phrase> PHRASES = List.of(
            Phrase.of("(?:Unrecognized|Non-standard) token '(.*?)'.*", m -> quoted(m.group(1)) + ", which is no value"),
            Phrase.of("Duplicate field '(.*?)' for .*", m -> quoted(m.group(1)) + " twice"),
            Phrase.of("Trailing token .*", m -> "more after it"),
            Phrase.of(
                    "Unexpected close marker '(.)': expected '(.)'.*",
                    m -> quoted(m.group(1)) + " where '" + m.group(2) + "' belongs"),
            Phrase.of("Unexpected close marker '(.)'.*", m -> quoted(m.group(1)) + ", which closes nothing"),
            Phrase.of(
                    "Unexpected character \\('(.+?)' \\(code .*?\\)\\)(.*)",
                    m -> quoted(m.group(1)) + " where " + missing(m.group(2)) + " belongs"),
            Phrase.of(
                    "Illegal unquoted character \\(\\(CTRL-CHAR, code (\\d+)\\)\\).*",
                    m -> "the control character " + m.group(1) + " in a text, which has to be escaped"),
            Phrase.of(
                    "(?:Illegal|Unexpected) character \\(\\(CTRL-CHAR, code (\\d+)\\)\\).*",
                    m -> "the control character " + m.group(1)),
            Phrase.of("Unrecognized character escape '(.)'.*", m -> "the escape '\\" + m.group(1) + "', which is none"),
            Phrase.of("Invalid numeric value: Leading zeroes.*", m -> "a number that begins with 0"),
            Phrase.of("Invalid UTF-.*", m -> NO_TEXT),
            Phrase.of(
                    "(Number value|Name|String value) length \\(\\d+\\) exceeds the maximum allowed \\((\\d+).*",
                    m -> "a " + named(m.group(1)) + " of more than " + m.group(2)
                            + " characters, the most that are read"),
            Phrase.of(
                    "Document nesting depth \\(\\d+\\) exceeds the maximum allowed \\((\\d+).*",
                    m -> "lists and objects that are nested more than " + m.group(1) + " deep"));

    private MalformedJson() {}

    /** To stand behind "found". */
    static String found(IOException e) {
        if (e instanceof JsonEOFException) {
            return "text that breaks off";
        }
        if (!(e instanceof JsonProcessingException json)) {
            return NO_TEXT;
        }
        String message = String.valueOf(json.getOriginalMessage());
        for (Phrase phrase : PHRASES) {
            Matcher matcher = phrase.parser().matcher(message);
            if (matcher.matches()) {
                return phrase.ours().apply(matcher);
            }
        }
        return "text that goes wrong";
    }

    private static String quoted(String text) {
        return "'" + (text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…") + "'";
    }

    /** Of what the parser says that it was waiting for. */
    private static String missing(String expected) {
        if (expected.contains("double-quote")) {
            return "a name in double quotes";
        }
        if (expected.contains("comment")) {
            return "a name or a value";
        }
        if (expected.contains("comma")) {
            return "a comma";
        }
        if (expected.contains("colon")) {
            return "a colon";
        }
        if (expected.contains("hex-digit")) {
            return "one of four hexadecimal digits";
        }
        return expected.contains("numeric value") ? "a number as in 1 or -0.5" : "a value";
    }

    private static String named(String what) {
        return switch (what) {
            case "Number value" -> "number";
            case "Name" -> "name";
            default -> "text";
        };
    }
}
