package dev.stackwright.download;

import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import dev.stackwright.download.UrlGuard.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Requests that follow redirects, each hop held to the policy. Thread-safe; close it. */
final class HttpRequests implements AutoCloseable {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

    private final DownloadPolicy policy;
    private final UrlGuard guard;
    private final ProxySettings proxies;
    private final CloseableHttpClient client;

    HttpRequests(DownloadPolicy policy, HostResolver resolver, ProxySettings proxies, String userAgent) {
        this.policy = policy;
        this.guard = new UrlGuard(policy);
        this.proxies = policy.proxied() ? proxies : ProxySettings.NONE;
        this.client = HttpClients.create(policy, resolver, this.proxies, userAgent);
    }

    /** What is done with the last answer of a request. */
    @FunctionalInterface
    interface Use<T, E extends Exception> {
        T of(Answer answer) throws DownloadException, E;
    }

    /** The answer after all redirects, of whatever status. The connection of a body that is not read to its end is dropped. */
    <T, E extends Exception> T ask(
            String method, Target url, Map<String, String> headers, RequestWatch watch, Use<T, E> use)
            throws DownloadException, E {
        Target next = url;
        for (int hops = 0; hops <= policy.maxRedirects(); hops++) {
            HttpUriRequestBase request = new HttpUriRequestBase(method, next.uri());
            headers.forEach(request::setHeader);
            HttpClientContext context = HttpClientContext.create();
            ClassicHttpResponse response = open(next, request, watch, context);
            try {
                if (!REDIRECTS.contains(response.getCode())) {
                    return use.of(new Answer(response, watch, context.getEndpointDetails()));
                }
                Header location = response.getFirstHeader(HttpHeaders.LOCATION);
                next = guard.follow(next, location == null ? null : location.getValue());
            } finally {
                end(request, response);
            }
        }
        throw new DownloadException(
                Reason.TOO_MANY_REDIRECTS,
                "expected at most " + policy.maxRedirects()
                        + " redirects, found more; give the url that they lead to in the end",
                null);
    }

    private ClassicHttpResponse open(
            Target url, HttpUriRequestBase request, RequestWatch watch, HttpClientContext context)
            throws DownloadException {
        watch.watch(request);
        try {
            checkLiteral(url);
            return client.executeOpen(new HttpHost(url.scheme(), url.host(), url.port()), request, context);
        } catch (IOException e) {
            throw watch.explain(e);
        }
    }

    /** A proxy would lead there unasked, and to check a literal address needs no look-up. */
    private void checkLiteral(Target url) throws UnknownHostException {
        if (AddressRules.isLiteral(url.host())
                && proxies.proxyFor(url.scheme(), url.host(), url.port()).isPresent()) {
            var unused =
                    new CheckingResolver(InetAddress::getAllByName, policy.allowPrivateAddresses()).resolve(url.host());
        }
    }

    /**
     * Closing a response alone would first read what is left of its body, which may never end. After a whole body the
     * connection has gone back already, and is kept.
     */
    private static void end(HttpUriRequestBase request, ClassicHttpResponse response) {
        request.cancel();
        try {
            response.close();
        } catch (IOException e) {
            // of the connection that has just been dropped
        }
    }

    @Override
    public void close() {
        client.close(CloseMode.IMMEDIATE);
    }

    /** The head of an answer, and its body as far as it is asked for. */
    static final class Answer {

        /** Bytes on the wire a byte of the body: chunks of one byte each have 6, and extensions have any. */
        private static final long MOST_AROUND = 8;

        /** What may have been read ahead, and the head of a first chunk. */
        private static final long ALLOWANCE = 64 << 10;

        private final ClassicHttpResponse response;
        private final RequestWatch watch;
        private final @Nullable EndpointDetails wire;
        private final long before;
        private long consumed;

        private Answer(ClassicHttpResponse response, RequestWatch watch, @Nullable EndpointDetails wire) {
            this.response = response;
            this.watch = watch;
            this.wire = wire;
            this.before = received();
        }

        private long received() {
            return wire == null ? 0 : wire.getReceivedBytesCount();
        }

        int status() {
            return response.getCode();
        }

        Optional<String> header(String name) {
            return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
        }

        /** Of the body in bytes, or -1 where the server does not say. */
        long length() {
            HttpEntity entity = response.getEntity();
            return entity == null ? 0 : entity.getContentLength();
        }

        /** Whether a body that was cut short would be noticed: it has a length, or comes in chunks. */
        boolean hasCertainEnd() {
            HttpEntity entity = response.getEntity();
            return entity == null || entity.isChunked() || entity.getContentLength() >= 0;
        }

        /** More of the body into {@code buffer}: how many bytes, or -1 at its end. */
        int read(byte[] buffer) throws DownloadException {
            try {
                int n = body().read(buffer);
                consumed += Math.max(0, n);
                if (received() - before > MOST_AROUND * consumed + ALLOWANCE) {
                    throw DownloadException.brokenOff(
                            "expected a body, found much more around its chunks than in them; try again");
                }
                return n;
            } catch (IOException e) {
                throw watch.explain(e);
            }
        }

        /** All of the body. */
        byte[] all(long maxBytes) throws DownloadException {
            if (length() > maxBytes) {
                throw DownloadException.tooLarge(maxBytes, length() + " bytes");
            }
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            byte[] buffer = new byte[8 << 10];
            for (int n = read(buffer); n >= 0; n = read(buffer)) {
                all.write(buffer, 0, n);
                if (all.size() > maxBytes) {
                    throw DownloadException.tooLarge(maxBytes, "more");
                }
            }
            return all.toByteArray();
        }

        private InputStream body() throws IOException {
            HttpEntity entity = response.getEntity();
            InputStream content = entity == null ? null : entity.getContent();
            return content == null ? InputStream.nullInputStream() : content;
        }
    }
}
