package dev.stackwright.download;

import java.net.URI;

/**
 * An http or https url that passed {@link UrlGuard}; nothing else can make one, so nothing else can be fetched. That
 * its host leads to allowed addresses is checked when it is connected to.
 */
public final class FetchableUrl {

    private final URI uri;
    private final String scheme;
    private final int port;

    /** Only {@link UrlGuard} calls this. */
    FetchableUrl(URI uri, String scheme, int port) {
        this.uri = uri;
        this.scheme = scheme;
        this.port = port;
    }

    /** Absolute, ASCII, with a host and neither user info nor fragment. */
    public URI uri() {
        return uri;
    }

    /** {@code http} or {@code https}. */
    public String scheme() {
        return scheme;
    }

    /** A name or a literal address, IPv6 in brackets. */
    public String host() {
        return uri.getHost();
    }

    /** The one named, or the scheme's own. */
    public int port() {
        return port;
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
