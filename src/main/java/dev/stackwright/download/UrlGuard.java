package dev.stackwright.download;

import dev.stackwright.download.FetchException.Reason;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Decides by its text alone whether a url may be fetched. Pure. */
public final class UrlGuard {

    static final int MAX_LENGTH = 2048;

    private final FetchPolicy policy;

    public UrlGuard(FetchPolicy policy) {
        this.policy = policy;
    }

    /** A url as a request gives it. */
    public FetchableUrl check(String url) throws FetchException {
        URI uri = parse(url, url);
        if (uri.getRawFragment() != null) {
            throw invalid("expected a url without a fragment, found '#" + uri.getRawFragment() + "'; leave it out");
        }
        return checked(uri);
    }

    /** Where a redirect leads; its {@code Location} may be relative, and its fragment is of no interest to a fetch. */
    FetchableUrl follow(FetchableUrl from, @Nullable String location) throws FetchException {
        if (location == null || location.isBlank()) {
            throw invalid("expected the redirect from " + from + " to name a Location, found none");
        }
        URI target = parse(from.uri().resolve(parse(location, location)).toString(), location);
        String text = target.toString();
        int fragment = text.indexOf('#');
        return checked(fragment < 0 ? target : parse(text.substring(0, fragment), location));
    }

    private FetchableUrl checked(URI uri) throws FetchException {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean web = scheme.equals("http") || scheme.equals("https");
        if (!web || !policy.schemes().contains(scheme)) {
            throw new FetchException(
                    Reason.SCHEME_NOT_ALLOWED,
                    "expected a url of " + String.join(", ", new TreeSet<>(policy.schemes())) + ", found "
                            + (scheme.isEmpty() ? "no scheme" : "'" + scheme + "'"),
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
        return new FetchableUrl(uri, scheme, port(uri, scheme));
    }

    private int port(URI uri, String scheme) throws FetchException {
        int standard = scheme.equals("https") ? 443 : 80;
        int port = uri.getPort() == -1 ? standard : uri.getPort();
        boolean allowed = policy.allowPrivateAddresses()
                ? port >= 1 && port <= 65_535
                : policy.ports().contains(port);
        if (!allowed) {
            throw new FetchException(
                    Reason.PORT_NOT_ALLOWED,
                    "expected one of the ports " + new TreeSet<>(policy.ports()) + ", found " + port
                            + "; the configuration can allow more",
                    null);
        }
        return port;
    }

    private static URI parse(String text, String shown) throws FetchException {
        if (text.length() > MAX_LENGTH) {
            throw invalid("expected a url of at most " + MAX_LENGTH + " characters, found " + text.length());
        }
        try {
            return new URI(new URI(text).toASCIIString());
        } catch (URISyntaxException e) {
            throw new FetchException(
                    Reason.INVALID_URL,
                    "expected a url such as https://example.org/photo.jpg, found '" + shortened(shown) + "': "
                            + e.getReason() + "; escape spaces and special characters as %20 and so on",
                    e);
        }
    }

    private static FetchException invalid(String message) {
        return new FetchException(Reason.INVALID_URL, message, null);
    }

    private static String shortened(String text) {
        return text.length() <= 100 ? text : text.substring(0, 100) + "…";
    }
}
