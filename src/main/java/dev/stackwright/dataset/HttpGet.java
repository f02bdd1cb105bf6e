package dev.stackwright.dataset;

import dev.stackwright.download.CheckingResolver;
import dev.stackwright.download.HostResolver;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.URI;
import java.util.Optional;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * One GET with conditions, redirects followed by hand so that each address is checked. A server that falls silent for
 * half a minute counts as broken off. Thread-safe.
 */
final class HttpGet {

    private static final int REDIRECTS = 5;
    private static final Timeout SILENCE = Timeout.ofSeconds(30);

    private final HttpsAddresses allowed;
    private final long maxBytes;

    HttpGet(HttpsAddresses allowed, long maxBytes) {
        this.allowed = allowed;
        this.maxBytes = maxBytes;
    }

    /**
     * What is wanted.
     *
     * @param from the first byte that is missing
     * @param ifStill go on only if the server still calls the file's state this
     * @param ifNoLonger send it only if the server calls its state otherwise by now
     */
    record Wish(
            URI address,
            long from,
            @Nullable String ifStill,
            @Nullable String ifNoLonger) {}

    /** The part that lies here is of another state, or longer than the whole: begin anew. */
    static final class PartGoneException extends IOException {

        private static final long serialVersionUID = 1L;

        PartGoneException(String message) {
            super(message);
        }
    }

    /**
     * @throws IOException when trying again may help
     * @throws DatasetException when it will not: a refused address, a refusal of the server, too many bytes
     */
    HttpAnswer get(Wish wish) throws IOException {
        CloseableHttpClient client = client(wish.address());
        try {
            URI at = wish.address();
            for (int hop = 0; hop <= REDIRECTS; hop++) {
                allowed.require(at, wish.address().toString());
                // closed by the answer, or here before the next address
                ClassicHttpResponse response = client.executeOpen(null, request(at, wish), null);
                if (!isRedirect(response.getCode())) {
                    return answer(wish, client, response);
                }
                Header location = response.getFirstHeader(HttpHeaders.LOCATION);
                response.close();
                if (location == null) {
                    throw new DatasetException(wish.address() + ": the server redirects to nowhere", null);
                }
                at = resolved(at, location);
            }
            throw new DatasetException(
                    wish.address() + ": expected at most " + REDIRECTS + " redirects, found more", null);
        } catch (CheckingResolver.RefusedException e) {
            client.close();
            throw new DatasetException(wish.address() + ": " + e.getMessage(), e);
        } catch (IOException | RuntimeException e) {
            client.close();
            throw e;
        }
    }

    private static URI resolved(URI at, Header location) {
        try {
            return at.resolve(location.getValue());
        } catch (IllegalArgumentException e) {
            throw new DatasetException(at + " redirects to '" + location.getValue() + "', which is no address", e);
        }
    }

    private CloseableHttpClient client(URI address) {
        return HttpClients.custom()
                .useSystemProperties()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(SILENCE).build())
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setDnsResolver(resolver(address))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(SILENCE)
                                .setSocketTimeout(SILENCE)
                                .build())
                        .build())
                .build();
    }

    /** Behind a proxy it is the proxy who looks hosts up, and only the proxy's own name is asked for here. */
    private DnsResolver resolver(URI address) {
        boolean proxied = Optional.ofNullable(ProxySelector.getDefault()).stream()
                .flatMap(proxies -> proxies.select(address).stream())
                .anyMatch(proxy -> proxy.type() != Proxy.Type.DIRECT);
        return proxied
                ? SystemDefaultDnsResolver.INSTANCE
                : new CheckingResolver(HostResolver.SYSTEM, allowed.privateToo());
    }

    private static HttpUriRequestBase request(URI at, Wish wish) {
        HttpUriRequestBase request = new HttpUriRequestBase("GET", at);
        if (wish.from() > 0 && wish.ifStill() != null) {
            request.setHeader(HttpHeaders.RANGE, "bytes=" + wish.from() + "-");
            request.setHeader(HttpHeaders.IF_RANGE, wish.ifStill());
        }
        if (wish.ifNoLonger() != null) {
            boolean etag = wish.ifNoLonger().startsWith("\"");
            request.setHeader(etag ? HttpHeaders.IF_NONE_MATCH : HttpHeaders.IF_MODIFIED_SINCE, wish.ifNoLonger());
        }
        return request;
    }

    private HttpAnswer answer(Wish wish, CloseableHttpClient client, ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        if (status == HttpStatus.SC_REQUESTED_RANGE_NOT_SATISFIABLE) {
            throw new PartGoneException("the file is shorter than what lies here");
        }
        if (status == HttpStatus.SC_TOO_MANY_REQUESTS || status >= HttpStatus.SC_SERVER_ERROR) {
            throw new IOException("the server answers " + status);
        }
        boolean partial = status == HttpStatus.SC_PARTIAL_CONTENT;
        if (status != HttpStatus.SC_OK && status != HttpStatus.SC_NOT_MODIFIED && !partial) {
            throw new DatasetException(
                    "expected a zip at " + wish.address() + ", but the server answers " + status, null);
        }
        Header range = response.getFirstHeader(HttpHeaders.CONTENT_RANGE);
        boolean asked = wish.from() > 0 && wish.ifStill() != null;
        if (partial && (!asked || range == null || !range.getValue().startsWith("bytes " + wish.from() + "-"))) {
            throw new PartGoneException("the server sends another part than was asked for");
        }
        HttpAnswer answer = new HttpAnswer(client, response, partial ? wish.from() : 0, maxBytes);
        if (answer.total() > maxBytes) {
            throw new DatasetException(
                    wish.address() + ": expected at most " + maxBytes + " bytes, found " + answer.total(), null);
        }
        return answer;
    }

    private static boolean isRedirect(int status) {
        return status >= 300 && status < 400 && status != HttpStatus.SC_NOT_MODIFIED;
    }
}
