package dev.stackwright.download;

import dev.stackwright.download.DownloadException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
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
        String target = from.uri()
                .resolve(parse(UrlText.escaped(location), location, MAX_REDIRECT_LENGTH))
                .toString();
        int fragment = target.indexOf('#');
        return checked(parse(fragment < 0 ? target : target.substring(0, fragment), location, MAX_REDIRECT_LENGTH));
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
}
