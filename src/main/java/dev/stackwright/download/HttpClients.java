package dev.stackwright.download;

import dev.stackwright.download.CheckingResolver.HostResolver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.HttpRequestRetryStrategy;
import org.apache.hc.client5.http.auth.AuthScope;
import org.apache.hc.client5.http.auth.UsernamePasswordCredentials;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.auth.BasicCredentialsProvider;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.HttpRequest;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/** An HttpClient that does only what it is told: everything it would do by itself is off. */
final class HttpClients {

    /** Without limits a server could send headers until memory is full. */
    private static final Http1Config HEADERS = Http1Config.custom()
            .setMaxLineLength(16 << 10)
            .setMaxHeaderCount(100)
            .build();

    private HttpClients() {}

    static CloseableHttpClient create(
            DownloadPolicy policy, HostResolver resolver, ProxySettings proxies, String userAgent) {
        Timeout limit = Timeout.of(policy.timeout());
        PoolingHttpClientConnectionManagerBuilder connections = PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new CheckingResolver(resolver, policy.allowPrivateAddresses()))
                .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                        .http1Config(HEADERS)
                        .responseParserFactory(StrictResponses.parsers(HEADERS))
                        .build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(limit)
                        .setSocketTimeout(limit)
                        .setTimeToLive(TimeValue.ofMinutes(1))
                        .build())
                // half of the time, so that a port which speaks no TLS is told from one that is slow
                .setDefaultTlsConfig(TlsConfig.custom()
                        .setHandshakeTimeout(limit.toMilliseconds() / 2, TimeUnit.MILLISECONDS)
                        .build())
                .setTlsSocketStrategy(new StrictResponses.Tls(
                        policy.proxied()
                                ? DefaultClientTlsStrategy.createSystemDefault()
                                : DefaultClientTlsStrategy.createDefault()))
                .setMaxConnTotal(policy.concurrency())
                .setMaxConnPerRoute(policy.concurrency());
        if (policy.proxied()) {
            connections.useSystemProperties();
        }
        BasicCredentialsProvider credentials = new BasicCredentialsProvider();
        RequestConfig requests = RequestConfig.custom()
                .setRedirectsEnabled(false)
                .setAuthenticationEnabled(policy.proxied())
                .setProtocolUpgradeEnabled(false)
                .setContentCompressionEnabled(false)
                .setConnectionRequestTimeout(limit)
                .setResponseTimeout(limit)
                .build();
        PoolingHttpClientConnectionManager pool = connections.build();
        return HttpClientBuilder.create()
                .setConnectionManager(pool)
                .setRequestExecutor(new KeptConnections())
                .setRetryStrategy(new OnceMore(pool))
                .setDefaultRequestConfig(requests)
                .setDefaultCredentialsProvider(credentials)
                .setDefaultHeaders(List.of(new BasicHeader(HttpHeaders.ACCEPT, policy.accept())))
                .setUserAgent(userAgent)
                .setRoutePlanner(new Routes(proxies, resolver, credentials))
                .disableRedirectHandling()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /** A connection that was kept after an answer, and turned out to be of no use for the next request. */
    private static final class KeptConnectionException extends IOException {

        private static final long serialVersionUID = 1L;

        KeptConnectionException(@Nullable IOException cause) {
            super("a connection that was kept had gone, or had more to say", cause);
        }
    }

    /** Sends nothing on a kept connection that its server has closed, or on which bytes lie that nobody asked for. */
    private static final class KeptConnections extends HttpRequestExecutor {

        private static final Timeout LOOK = Timeout.ofMilliseconds(1);

        @Override
        public ClassicHttpResponse execute(
                ClassicHttpRequest request,
                HttpClientConnection connection,
                HttpResponseInformationCallback informed,
                HttpContext context)
                throws IOException, HttpException {
            boolean kept = connection.getEndpointDetails() != null
                    && connection.getEndpointDetails().getRequestCount() > 0;
            if (!kept) {
                return super.execute(request, connection, informed, context);
            }
            if (connection.isStale() || connection.isDataAvailable(LOOK)) {
                throw new KeptConnectionException(null);
            }
            try {
                return super.execute(request, connection, informed, context);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                throw new KeptConnectionException(e);
            }
        }
    }

    /** Asks once more, by a new connection, where only a kept one failed. Requests here change nothing on a server. */
    private record OnceMore(PoolingHttpClientConnectionManager pool) implements HttpRequestRetryStrategy {

        @Override
        public boolean retryRequest(HttpRequest request, IOException failure, int count, HttpContext context) {
            boolean again = failure instanceof KeptConnectionException && count == 1;
            if (again) {
                pool.closeIdle(TimeValue.ZERO_MILLISECONDS);
            }
            return again;
        }

        @Override
        public boolean retryRequest(HttpResponse response, int count, HttpContext context) {
            return false;
        }

        @Override
        public TimeValue getRetryInterval(HttpResponse response, int count, HttpContext context) {
            return TimeValue.ZERO_MILLISECONDS;
        }
    }

    /**
     * By a proxy or directly, decided for each host anew. The proxy's own name is looked up here, so that the client's
     * resolver is asked for nothing but hosts that are connected to directly, and checks them all.
     */
    private static final class Routes extends DefaultRoutePlanner {

        private final ProxySettings proxies;
        private final HostResolver resolver;
        private final BasicCredentialsProvider credentials;

        Routes(ProxySettings proxies, HostResolver resolver, BasicCredentialsProvider credentials) {
            super(null);
            this.proxies = proxies;
            this.resolver = resolver;
            this.credentials = credentials;
        }

        @Override
        protected @Nullable HttpHost determineProxy(HttpHost target, HttpContext context) throws HttpException {
            Optional<ProxySettings.Proxy> found =
                    proxies.proxyFor(target.getSchemeName(), target.getHostName(), target.getPort());
            if (found.isEmpty()) {
                return null;
            }
            ProxySettings.Proxy proxy = found.get();
            if (!proxy.credentials().isEmpty()) {
                String[] parts = proxy.credentials().split(":", 2);
                char[] password = parts.length == 2 ? parts[1].toCharArray() : new char[0];
                credentials.setCredentials(
                        new AuthScope(proxy.host(), proxy.port()), new UsernamePasswordCredentials(parts[0], password));
            }
            try {
                InetAddress address = resolver.resolve(proxy.host())[0];
                return new HttpHost("http", address, proxy.host(), proxy.port());
            } catch (UnknownHostException e) {
                throw new HttpException("the proxy " + proxy.host() + " has no address", e);
            }
        }
    }
}
