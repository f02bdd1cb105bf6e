package dev.stackwright.download;

import dev.stackwright.download.FetchException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/**
 * Fetches http and https urls under a policy: whole bodies or an error that says why. Nothing is decompressed, no
 * cookie, credential or proxy is used. Thread-safe; close it.
 */
public final class UrlFetcher implements AutoCloseable {

    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int OK = 200;

    private final FetchPolicy policy;
    private final UrlGuard guard;
    private final CloseableHttpClient client;
    private final ScheduledExecutorService scheduler;

    /** @param userAgent what to say who asks, e.g. {@code stackwright/1.0} */
    public UrlFetcher(FetchPolicy policy, HostResolver resolver, String userAgent) {
        this.policy = policy;
        this.guard = new UrlGuard(policy);
        this.client = HttpClients.create(policy, resolver, userAgent);
        this.scheduler = alarms();
    }

    /** The body of the answer with status 200, at most {@code policy.maxBytes()}; it may be empty. */
    public byte[] fetch(FetchableUrl url) throws FetchException {
        try (FetchDeadline deadline = new FetchDeadline(scheduler, policy.deadline())) {
            FetchableUrl next = url;
            for (int hops = 0; hops <= policy.maxRedirects(); hops++) {
                Answer answer = ask(next, deadline);
                if (answer.body != null) {
                    return answer.body;
                }
                next = guard.follow(next, answer.location);
            }
        }
        throw new FetchException(
                Reason.TOO_MANY_REDIRECTS,
                "expected at most " + policy.maxRedirects()
                        + " redirects, found more; give the url that they lead to in the end",
                null);
    }

    /** Either a body, or where to go on. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Answer(byte @Nullable [] body, @Nullable String location) {}

    private Answer ask(FetchableUrl url, FetchDeadline deadline) throws FetchException {
        HttpGet request = new HttpGet(url.uri());
        deadline.watch(request);
        try (ClassicHttpResponse response =
                client.executeOpen(new HttpHost(url.scheme(), url.host(), url.port()), request, null)) {
            try {
                return read(response);
            } finally {
                // Closing would first read what is left of the body; after a whole body this changes nothing.
                request.cancel();
            }
        } catch (IOException e) {
            throw deadline.expired() ? timeout(e) : Failures.explain(e, policy);
        }
    }

    private Answer read(ClassicHttpResponse response) throws IOException, FetchException {
        int status = response.getCode();
        if (REDIRECTS.contains(status)) {
            Header location = response.getFirstHeader(HttpHeaders.LOCATION);
            return new Answer(null, location == null ? null : location.getValue());
        }
        if (status != OK) {
            throw new FetchException(Reason.HTTP_STATUS, "expected status 200 from the server, found " + status, null);
        }
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Answer(new byte[0], null);
        }
        if (entity.getContentLength() > policy.maxBytes()) {
            throw tooLarge(policy, entity.getContentLength() + " bytes");
        }
        InputStream body = entity.getContent();
        byte[] bytes = body == null ? new byte[0] : body.readNBytes(Math.toIntExact(policy.maxBytes()) + 1);
        if (bytes.length > policy.maxBytes()) {
            throw tooLarge(policy, "more");
        }
        return new Answer(bytes, null);
    }

    static FetchException tooLarge(FetchPolicy policy, String found) {
        return new FetchException(
                Reason.TOO_LARGE,
                "expected at most " + policy.maxBytes() + " bytes, found " + found
                        + "; give a smaller image, or raise the limit in the configuration",
                null);
    }

    private FetchException timeout(IOException cause) {
        return new FetchException(
                Reason.TIMEOUT,
                "expected the whole answer within " + policy.deadline().toMillis()
                        + " ms, found it unfinished; try again, or put the image into the bucket",
                cause);
    }

    private static ScheduledExecutorService alarms() {
        ThreadFactory threads = task -> {
            Thread thread = Executors.defaultThreadFactory().newThread(task);
            thread.setDaemon(true);
            thread.setName("fetch-deadlines");
            return thread;
        };
        ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(1, threads);
        alarms.setRemoveOnCancelPolicy(true);
        return alarms;
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        client.close(CloseMode.IMMEDIATE);
    }
}
