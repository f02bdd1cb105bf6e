package dev.stackwright.download;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How urls are spelled. What programs read in different ways, such as {@code 010.0.0.1}, is refused, so that what was
 * checked is what is asked. Pure. The URL Standard (WHATWG), sections 3.5 (hosts) and 4.4 (escapes).
 */
final class UrlText {

    /** A last part for which browsers take the host as an address, in whatever base. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private static final Pattern ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private UrlText() {}

    /** What is wrong with the spelling of host and port; empty where nothing is. */
    static Optional<String> fault(URI uri) {
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        if (!host.startsWith("[")) {
            String whole = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
            List<String> parts = List.of(whole.split("\\.", -1));
            boolean numeric = NUMBER.matcher(parts.get(parts.size() - 1)).matches();
            if (numeric
                    && (!whole.equals(host)
                            || parts.stream().anyMatch(part -> part.isEmpty() || hasLeadingZero(part)))) {
                return Optional.of(
                        "expected an address of four decimal numbers without leading zeros, found '" + host + "'");
            }
        }
        String authority = uri.getRawAuthority();
        String port = authority.substring(authority.lastIndexOf(':') + 1);
        return uri.getPort() >= 0 && hasLeadingZero(port)
                ? Optional.of("expected a port without leading zeros, found '" + port + "'")
                : Optional.empty();
    }

    private static boolean hasLeadingZero(String number) {
        return number.length() > 1 && number.startsWith("0");
    }

    /** Whether half of a pair of characters stands alone, which has no form in UTF-8. */
    static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
    }

    /**
     * A {@code Location} as browsers escape it: what may not stand in a url becomes the bytes that came, which are UTF-8
     * as a rule.
     *
     * @param location a header's bytes as characters of ISO-8859-1
     */
    static String escaped(String location) {
        String text = location.strip().replaceAll("[\\t\\r\\n]", "");
        int query = text.indexOf('?') < 0 ? text.length() : text.indexOf('?');
        String plain = text.substring(0, query).replace('\\', '/') + text.substring(query);
        int path = pathOf(plain);
        StringBuilder escaped = new StringBuilder(plain.substring(0, path));
        for (byte b : plain.substring(path).getBytes(StandardCharsets.ISO_8859_1)) {
            int c = b & 0xff;
            if (c <= ' ' || c >= 0x7f || "\"<>\\^`{|}[]".indexOf(c) >= 0) {
                escaped.append(String.format("%%%02X", c));
            } else {
                escaped.append((char) c);
            }
        }
        return ESCAPE.matcher(escaped).replaceAll("%25");
    }

    /** Where the host has ended. */
    private static int pathOf(String url) {
        int slashes = url.indexOf("//");
        boolean absolute =
                slashes == 0 || (slashes > 0 && url.substring(0, slashes).matches("[A-Za-z][A-Za-z0-9+.-]*:"));
        if (!absolute) {
            return 0;
        }
        for (int i = slashes + 2; i < url.length(); i++) {
            if ("/?#".indexOf(url.charAt(i)) >= 0) {
                return i;
            }
        }
        return url.length();
    }
}
