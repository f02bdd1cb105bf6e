package dev.stackwright.classify;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;

/** The {@code data:} scheme (RFC 2397): {@code data:image/png;base64,…}, an address that is its own content. Pure. */
public final class DataUrl {

    private static final String SCHEME = "data:";
    private static final String BASE64 = ";base64";
    private static final int MOST_SHOWN = 64;

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
        String encoded = url.substring(comma + 1);
        try {
            byte[] ascii = encoded.getBytes(StandardCharsets.ISO_8859_1);
            return encoded.indexOf('%') < 0 ? Base64.getDecoder().decode(ascii) : decoded(encoded);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected base64 after the comma; " + e.getMessage(), e);
        }
    }

    /** Some programs escape the three characters of base64 that mean something in a url. */
    private static byte[] decoded(String encoded) {
        return Base64.getDecoder()
                .decode(encoded.replaceAll("(?i)%2B", "+")
                        .replaceAll("(?i)%2F", "/")
                        .replaceAll("(?i)%3D", "="));
    }
}
