package dev.stackwright.download;

import dev.stackwright.download.DownloadException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Decides by its text alone whether a url may be asked. Pure. */
final class UrlGuard {

    /** Presigned addresses with a session token are so long. */
    private static final int MAX_LENGTH = 4096;

    /** Signed addresses of object stores are longer than what people write. */
    private static final int MAX_REDIRECT_LENGTH = 8192;

    private final DownloadPolicy policy;

    UrlGuard(DownloadPolicy policy) {
        this.policy = policy;
    }

    /**
     * A url that passed. That its host leads to allowed addresses is checked when it is connected to.
     *
     * @param uri absolute, ASCII, with a host and neither user info nor fragment
     * @param scheme {@code http} or {@code https}
     * @param port the one named, or the scheme's own
     */
    record Target(URI uri, String scheme, int port) {

        /** A name or a literal address, IPv6 in brackets. */
        String host() {
            return uri.getHost();
        }

        @Override
        public String toString() {
            return uri.toString();
        }
    }

    /** A url as a request gives it. */
    Target check(String url) throws DownloadException {
        URI uri = parse(url, url, MAX_LENGTH);
        if (uri.getRawFragment() != null) {
            throw invalid("expected a url without a fragment, found '#" + uri.getRawFragment() + "'; leave it out");
        }
        return checked(uri);
    }

    /** Where a redirect leads; its {@code Location} may be relative, and its fragment is of no interest. */
    Target follow(Target from, @Nullable String location) throws DownloadException {
        if (location == null || location.isBlank()) {
            throw invalid("expected the redirect from " + from + " to name a Location, found none");
        }
        String target = resolved(from.uri(), parse(UrlText.escaped(location), location, MAX_REDIRECT_LENGTH));
        int fragment = target.indexOf('#');
        return checked(parse(fragment < 0 ? target : target.substring(0, fragment), location, MAX_REDIRECT_LENGTH));
    }

    /** As RFC 3986, 5.2.2 has it and browsers do; {@link URI#resolve} takes the path's last part away before a query alone. */
    private static String resolved(URI from, URI location) {
        URI base = from.getRawPath().isEmpty()
                ? URI.create(from.getScheme() + "://" + from.getRawAuthority() + "/")
                : from;
        boolean queryAlone = location.getScheme() == null
                && location.getRawAuthority() == null
                && location.getRawPath().isEmpty()
                && location.getRawQuery() != null;
        return queryAlone
                ? base.getScheme() + "://" + base.getRawAuthority() + base.getRawPath() + "?" + location.getRawQuery()
                : base.resolve(location).toString();
    }

    private Target checked(URI uri) throws DownloadException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        boolean near =
                policy.schemes().contains(DownloadPolicy.HTTP_ON_LOOPBACK) && DownloadPolicy.isHttpOnLoopback(uri);
        if (!near && !(web && policy.schemes().contains(scheme))) {
            throw new DownloadException(
                    Reason.SCHEME_NOT_ALLOWED,
                    "expected a url of " + String.join(", ", new TreeSet<>(policy.schemes())) + ", found "
                            + (scheme.isEmpty() ? "no scheme" : "'" + scheme + "'"),
                    uri.toString(),
                    null);
        }
        if (uri.getRawUserInfo() != null) {
            throw invalid("expected a url without user name or password, found one with; leave them out");
        }
        String host = uri.getHost();
        if (host == null || host.isEmpty()) {
            throw invalid("expected a host of letters, digits, dots and hyphens (xn--… for other letters), found '"
                    + shortened(String.valueOf(uri.getRawAuthority())) + "'");
        }
        Optional<String> fault = UrlText.fault(uri);
        if (fault.isPresent()) {
            throw invalid(fault.get());
        }
        return new Target(uri, scheme, port(uri, scheme));
    }

    private int port(URI uri, String scheme) throws DownloadException {
        int standard = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() == -1 ? standard : uri.getPort();
        boolean any = policy.ports().isEmpty();
        if (any ? port < 1 || port > 65_535 : !policy.ports().contains(port)) {
            throw new DownloadException(
                    Reason.PORT_NOT_ALLOWED,
                    "expected one of the ports " + new TreeSet<>(policy.ports()) + ", found " + port
                            + "; the configuration can allow more",
                    null);
        }
        return port;
    }

    private static URI parse(String text, String shown, int longest) throws DownloadException {
        if (text.length() > longest) {
            throw invalid("expected a url of at most " + longest + " characters, found " + text.length());
        }
        if (UrlText.hasLoneSurrogate(text)) {
            throw invalid("expected a url in characters of Unicode, found half of a pair of surrogates");
        }
        try {
            return new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            throw new DownloadException(
                    Reason.INVALID_URL,
                    "expected a url such as https://example.org/photo.jpg, found '" + shortened(shown) + "': "
                            + e.getReason() + "; escape spaces and special characters as %20 and so on",
                    e);
        }
    }

    private static DownloadException invalid(String message) {
        return new DownloadException(Reason.INVALID_URL, message, null);
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }

    /**
     * How urls are spelled. What programs read in different ways, such as {@code 010.0.0.1}, is refused, so that what was
     * checked is what is asked. Pure. The URL Standard (WHATWG), sections 3.5 (hosts) and 4.4 (escapes).
     */
    static final class UrlText {

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
}
