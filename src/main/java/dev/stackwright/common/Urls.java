package dev.stackwright.common;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses fit to be told to others: a query may be a signature, and a user a password. Pure. */
public final class Urls {

    /**
     * The end of a scheme and slashes, user, host and path, query, fragment. What ends an address in a text is no part of it.
     * Without a bound of the scheme a text of a million letters would be read a million times.
     */
    static final Pattern ADDRESS = Pattern.compile(
            "(?i)([a-z][a-z0-9+.-]{0,30}://)([^\\s/?#'\"<>]*@)?([^\\s?#'\"<>]*)(\\?[^\\s#'\"<>]*)?(#[^\\s'\"<>]*)?");

    private Urls() {}

    /** The text with each address in it without user, password, query and fragment; {@code ?…} tells that there was one. */
    public static String shown(String text) {
        return text.contains("://")
                ? ADDRESS.matcher(text)
                        .replaceAll(found -> Matcher.quoteReplacement(
                                found.group(1) + found.group(3) + (found.group(4) == null ? "" : "?…")))
                : text;
    }
}
