package dev.stackwright.server;

import dev.stackwright.app.StackwrightConfig;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a web page of another site makes a browser send here, before anything else sees it. A browser sends plain
 * text, forms and untyped bodies to any site unasked, so a body that changes something has to be JSON; it tells where a
 * page came from, so that nothing is changed and no form is taken for another site's; and it can be led here under a name
 * of its attacker's (DNS rebinding), so that a server on loopback answers to loopback names only.
 *
 * <p>The Fetch Standard, sections 2.2.2 and 3.2 (methods and headers without a preflight, {@code Origin}); W3C Fetch
 * Metadata Request Headers ({@code Sec-Fetch-Site}); RFC 9110, section 15.5.20 (421).
 */
@ApplicationScoped
class RequestGuard {

    /** Before a body is read: Quarkus does that next. */
    private static final int FIRST = Integer.MIN_VALUE;

    /** Of the heap, for long bodies. */
    private static final int SHARE = 4;

    private static final Set<String> CHANGES_NOTHING = Set.of("GET", "HEAD", "OPTIONS", "TRACE");
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[?::1]?");
    private static final Pattern ABSOLUTE = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)");
    private static final Set<String> FORM_TYPES =
            Set.of("text/plain", "application/x-www-form-urlencoded", "multipart/form-data");
    private static final Set<String> JSON = Set.of("application/json", EventsResource.CLOUD_EVENTS);

    private final boolean namesMatter;
    private final List<String> names;
    private final boolean crossOriginIsConfigured;
    private final BodyLimits bodies = new BodyLimits(
            Runtime.getRuntime().maxMemory() / SHARE,
            Path.of(System.getProperty("java.io.tmpdir", ""), "stackwright-uploads"));

    /**
     * @param address that the server listens on
     * @param crossOriginIsConfigured whether Quarkus' own filter decides about origins
     */
    @Inject
    RequestGuard(
            @ConfigProperty(name = "quarkus.http.host") String address,
            @ConfigProperty(name = "quarkus.http.cors.enabled", defaultValue = "false") boolean crossOriginIsConfigured,
            StackwrightConfig config) {
        this(address, crossOriginIsConfigured, config.http().hosts().orElse(List.of()));
    }

    RequestGuard(String address, boolean crossOriginIsConfigured, List<String> hosts) {
        this.names = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
        this.namesMatter = isLoopback(address) || !names.isEmpty();
        this.crossOriginIsConfigured = crossOriginIsConfigured;
    }

    void install(@Observes Router router, RequestLimits limits) {
        router.route()
                .order(FIRST)
                .handler(RequestIds::give)
                .handler(limits::admit)
                .handler(this::check)
                .handler(limits::received);
    }

    private void check(RoutingContext rc) {
        HttpServerRequest request = rc.request();
        Optional<Problem> refused = refusal(new Head(
                request.method().name(),
                rc.normalizedPath(),
                named(request.uri(), request.headers().getAll("host"), request.authority()),
                request.getHeader("origin"),
                request.getHeader("sec-fetch-site"),
                request.getHeader("content-type")));
        if (refused.isPresent()) {
            FunctionRoutes.answer(rc, refused.get());
        } else {
            bodies.read(rc);
        }
    }

    /**
     * Whom a request means. A target with a host counts before the header, which may say another (RFC 9112, section 3.2.2):
     * else a page that a proxy led here would be let in. Null where that is no host, or where there is not one header. Pure.
     *
     * @param target as in the request line
     * @param hosts headers
     * @param authority of HTTP/2, or that of the header
     */
    static @Nullable HostAndPort named(String target, List<String> hosts, @Nullable HostAndPort authority) {
        Matcher absolute = ABSOLUTE.matcher(target);
        HostAndPort named = absolute.lookingAt() ? HostAndPort.parseAuthority(absolute.group(1), -1) : authority;
        return hosts.size() > 1 || named == null || named.host().isEmpty() ? null : named;
    }

    /** The answer to a request that names no server, or several. */
    static Problem withoutHost() {
        return Problem.of(
                ProblemKind.INVALID_REQUEST,
                "expected one header Host that names this server, found none, several, or one that is no host");
    }

    /**
     * What is looked at of a request.
     *
     * @param host {@link #named}
     */
    record Head(
            String method,
            String path,
            @Nullable HostAndPort host,
            @Nullable String origin,
            @Nullable String site,
            @Nullable String contentType) {}

    /** Why a request is refused; empty where it is let in. Pure. */
    Optional<Problem> refusal(Head head) {
        HostAndPort host = head.host();
        if (host == null) {
            return Optional.of(withoutHost());
        }
        if (namesMatter
                && !isLoopback(host.host())
                && !names.contains(host.host().toLowerCase(Locale.ROOT))) {
            return Optional.of(Problem.of(
                    ProblemKind.MISDIRECTED_REQUEST,
                    "expected a name of this machine's loopback address, or one of stackwright.http.hosts, found "
                            + host.host()));
        }
        if (CHANGES_NOTHING.contains(head.method())) {
            return Optional.empty();
        }
        if (!crossOriginIsConfigured && isOfAnotherSite(head, host)) {
            return Optional.of(Problem.of(
                    ProblemKind.CROSS_SITE_REQUEST,
                    "expected a request of this server's own pages or of a program, found one of a page of another"
                            + " site; quarkus.http.cors lets sites in"));
        }
        // a deletion has no body, and no page of another site can send one without a preflight
        boolean hasNoBody = head.method().equals("DELETE") && head.contentType() == null;
        return hasNoBody ? Optional.empty() : ofMediaType(head);
    }

    private static boolean isOfAnotherSite(Head head, HostAndPort host) {
        String site = head.site();
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            return true;
        }
        String origin = head.origin();
        return origin != null && !isSame(origin, host);
    }

    /** Of a page without an origin the browser says {@code null}, which is nobody's. */
    private static boolean isSame(String origin, HostAndPort host) {
        try {
            URI uri = URI.create(origin);
            int usual = "https".equals(uri.getScheme()) ? 443 : 80;
            int asked = host.port() < 0 ? usual : host.port();
            return host.host().equalsIgnoreCase(uri.getHost()) && asked == (uri.getPort() < 0 ? usual : uri.getPort());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** The media type alone: {@code application/jsonp} is no JSON, and parameters such as a charset do not count. */
    private static Optional<Problem> ofMediaType(Head head) {
        String type = ImageBodies.mediaType(head.contentType());
        if (type != null && JSON.contains(type)) {
            return Optional.empty();
        }
        String found = ", found " + (type == null ? "none" : type);
        if (UploadRoute.takes(head.method(), head.path())) {
            return type != null && !FORM_TYPES.contains(type)
                    ? Optional.empty()
                    : Optional.of(Problem.of(
                            ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                            "expected the content-type of a file, such as application/zip, image/jpeg or"
                                    + " application/octet-stream, and none that forms send" + found));
        }
        boolean takesImages = head.path().equals(ImageBodies.PATH);
        return takesImages && ImageBodies.areOf(type)
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemKind.UNSUPPORTED_MEDIA_TYPE,
                        "expected a body of content-type application/json"
                                + (takesImages ? ", multipart/form-data or image/…" : "") + found));
    }

    /** Whether a name or an address means this machine alone. */
    static boolean isLoopback(String name) {
        return LOOPBACK.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
