package dev.stackwright.network.weights;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpHead;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.util.Timeout;

/**
 * One file on a server, by https alone, also after each of at most five redirects. Every read has a time limit. Owns
 * connections; close it.
 */
final class HttpFile implements AutoCloseable {

    private static final int MOST_REDIRECTS = 5;
    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int RANGE_NOT_SATISFIABLE = 416;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVER_ERROR = 500;

    private final URI address;
    private final boolean plainHttp;
    private final CloseableHttpClient client;

    /** @param plainHttp for tests: http is accepted as well */
    HttpFile(URI address, boolean plainHttp, Duration timeout) {
        this.address = address;
        this.plainHttp = plainHttp;
        Timeout limit = Timeout.of(timeout);
        this.client = HttpClients.custom()
                .useSystemProperties()
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .useSystemProperties()
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(limit)
                                .setSocketTimeout(limit)
                                .build())
                        .build())
                .setDefaultRequestConfig(
                        RequestConfig.custom().setResponseTimeout(limit).build())
                .build();
    }

    /** Whether a HEAD request is answered with success. */
    boolean exists() throws IOException {
        return walk(HttpHead::new, response -> response.getCode() == OK);
    }

    /**
     * Fetches what is missing of the file, from the start where the server does not continue it.
     *
     * @return whether it was continued
     * @throws IOException where another try may help
     * @throws WeightsException where it would not
     */
    boolean download(PartialFile file, String stage, Progress progress, Cancellation cancellation) throws IOException {
        long offset = file.offset();
        String mark = offset > 0 ? file.mark() : "";
        return walk(
                at -> {
                    HttpGet get = new HttpGet(at);
                    if (offset > 0) {
                        get.setHeader("Range", "bytes=" + offset + "-");
                        get.setHeader("If-Range", mark);
                    }
                    return get;
                },
                response -> {
                    boolean continued = continues(response, file, offset);
                    HttpEntity body = response.getEntity();
                    long start = continued ? offset : 0;
                    long total = body.getContentLength() < 0 ? 0 : start + body.getContentLength();
                    if (!continued) {
                        file.mark(mark(response));
                    }
                    OpenOption[] options = continued
                            ? new OpenOption[] {StandardOpenOption.APPEND}
                            : new OpenOption[] {
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE,
                                StandardOpenOption.TRUNCATE_EXISTING
                            };
                    try (Progress.Task bar = progress.stage(stage, total);
                            InputStream in = body.getContent();
                            OutputStream out = Files.newOutputStream(file.part(), options)) {
                        bar.advance(start);
                        copy(in, out, bar, cancellation);
                    }
                    return continued;
                });
    }

    private boolean continues(HttpResponse response, PartialFile file, long offset) throws IOException {
        int code = response.getCode();
        if (code == OK) {
            return false;
        }
        if (code == PARTIAL && offset > 0) {
            Header range = response.getFirstHeader("Content-Range");
            if (range != null && range.getValue().startsWith("bytes " + offset + "-")) {
                return true;
            }
            file.discard();
            throw new IOException("expected a continuation at byte " + offset + ", found " + range);
        }
        if (code == RANGE_NOT_SATISFIABLE) {
            file.discard();
        }
        if (code == RANGE_NOT_SATISFIABLE || code == TOO_MANY_REQUESTS || code >= SERVER_ERROR) {
            throw new IOException("the server answered " + code + " " + response.getReasonPhrase());
        }
        throw new WeightsException(
                address + " answered " + code + " " + response.getReasonPhrase()
                        + "; expected the weights file. Check the address, or give a folder of weights instead.",
                null);
    }

    /** A strong entity tag, else the date of the last change: what {@code If-Range} takes (RFC 9110, 13.1.5). */
    private static Optional<String> mark(HttpResponse response) {
        Header tag = response.getFirstHeader("ETag");
        if (tag != null && !tag.getValue().startsWith("W/")) {
            return Optional.of(tag.getValue());
        }
        return Optional.ofNullable(response.getFirstHeader("Last-Modified")).map(Header::getValue);
    }

    private static void copy(InputStream in, OutputStream out, Progress.Task bar, Cancellation cancellation)
            throws IOException {
        byte[] buffer = new byte[1 << 16];
        for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            cancellation.throwIfRequested();
            out.write(buffer, 0, n);
            bar.advance(n);
        }
    }

    private interface Ask {
        HttpUriRequestBase at(URI address);
    }

    private interface Use<T> {
        T of(ClassicHttpResponse response) throws IOException;
    }

    private <T> T walk(Ask ask, Use<T> use) throws IOException {
        URI at = address;
        for (int i = 0; i <= MOST_REDIRECTS; i++) {
            requireHttps(at);
            URI here = at;
            Object step = client.execute(ask.at(here), response -> {
                Header location = response.getFirstHeader("Location");
                boolean moved = response.getCode() / 100 == 3 && location != null;
                return moved ? here.resolve(location.getValue()) : new Done<>(use.of(response));
            });
            if (step instanceof Done<?> done) {
                @SuppressWarnings("unchecked")
                T value = (T) done.value();
                return value;
            }
            at = (URI) step;
        }
        throw new WeightsException(address + " redirects more than " + MOST_REDIRECTS + " times", null);
    }

    private record Done<T>(T value) {}

    private void requireHttps(URI at) {
        boolean allowed = "https".equalsIgnoreCase(at.getScheme()) || (plainHttp && "http".equals(at.getScheme()));
        if (!allowed || at.getHost() == null) {
            String from = at.equals(address) ? "" : ", to which " + address + " redirects";
            throw new WeightsException("weights are fetched by https alone, found " + at + from, null);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
    }
}
