package dev.stackwright.classify;

import dev.stackwright.common.Printable;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code data:} scheme (RFC 2397): {@code data:image/png;base64,…}, an address that is its own content. Pure. */
public final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";
    private static final int MOST_SHOWN = 64;
    private static final Pattern NO_BASE64 = Pattern.compile("[^A-Za-z0-9+/=]");

    private DataUrl() {}

    /** Whether it is one. */
    public static boolean isOne(String url) {
        return url.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    /** What an answer calls it: its beginning, as nobody wants all of it back; other urls as they are. */
    public static String shown(String url) {
        return isOne(url) && url.length() > MOST_SHOWN ? url.substring(0, MOST_SHOWN) + "…" : url;
    }

    /**
     * Its content. The media type is not looked at: the bytes say what they are.
     *
     * @throws IllegalArgumentException where it has none
     */
    static byte[] bytes(String url) {
        int comma = url.indexOf(',');
        if (comma < 0 || !url.substring(0, comma).toLowerCase(Locale.ROOT).endsWith(BASE64)) {
            throw new IllegalArgumentException("expected data:image/…;base64,… found '" + shown(url) + "'");
        }
        String encoded = unescaped(url.substring(comma + 1));
        try {
            return Base64.getDecoder().decode(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected base64 after the comma, found " + found(encoded), e);
        }
    }

    /** Some programs escape the three characters of base64 that mean something in a url. */
    private static String unescaped(String encoded) {
        return encoded.indexOf('%') < 0
                ? encoded
                : encoded.replaceAll("(?i)%2B", "+").replaceAll("(?i)%2F", "/").replaceAll("(?i)%3D", "=");
    }

    /** What keeps a text from being base64. */
    private static String found(String text) {
        Matcher other = NO_BASE64.matcher(text);
        return other.find()
                ? "'" + Printable.line(other.group()) + "', which is none of its letters, digits, '+', '/' and '='"
                : "a text that breaks off, or has a '=' before its end";
    }
}
