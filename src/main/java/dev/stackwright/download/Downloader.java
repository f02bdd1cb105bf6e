package dev.stackwright.download;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Progress;
import dev.stackwright.common.Threads;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import dev.stackwright.download.HttpRequests.Answer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.hc.core5.http.HttpHeaders;

/**
 * Bytes and files from http and https urls under a policy: whole, or an error that says why. Nothing is decompressed, no
 * cookie is used. Thread-safe; close it.
 */
public final class Downloader implements AutoCloseable {

    private static final int OK = 200;
    private static final int PARTIAL = 206;
    private static final int NOT_MODIFIED = 304;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    private final DownloadPolicy policy;
    private final UrlGuard guard;
    private final HttpRequests requests;
    private final ScheduledThreadPoolExecutor scheduler;

    /**
     * @param resolver looks up hosts; each address is checked against the policy, and just that one is connected to
     * @param proxies used where the policy says so
     * @param userAgent what to say who asks, e.g. {@code stackwright/1.0}
     */
    public Downloader(DownloadPolicy policy, HostResolver resolver, ProxySettings proxies, String userAgent) {
        this.policy = policy;
        this.guard = new UrlGuard(policy);
        this.requests = new HttpRequests(policy, resolver, proxies, userAgent);
        this.scheduler = new ScheduledThreadPoolExecutor(1, task -> Threads.daemon("download-watch", task));
        scheduler.setRemoveOnCancelPolicy(true);
    }

    /**
     * Opens downloaders that use this machine's name servers and proxies.
     *
     * @param userAgent what to say who asks, e.g. {@code stackwright/1.0}
     */
    public static Function<DownloadPolicy, Downloader> onThisMachine(String userAgent) {
        ProxySettings proxies = ProxySettings.of(System.getenv(), System::getProperty);
        return policy -> new Downloader(policy, HostResolver.SYSTEM, proxies, userAgent);
    }

    /**
     * The body of the answer with status 200, at most {@code policy.maxBytes()}; it may be empty.
     *
     * @throws dev.stackwright.common.Cancellation.CancelledException soon after it was asked to stop
     */
    public byte[] bytes(String url, Cancellation cancellation) throws DownloadException {
        UrlGuard.Target target = guard.check(url);
        try (RequestWatch watch = RequestWatch.within(policy.timeout(), cancellation, scheduler)) {
            return requests.<byte[], RuntimeException>ask("GET", target, Map.of(), watch, answer -> {
                if (answer.status() != OK) {
                    throw DownloadException.status(answer.status());
                }
                return answer.all(policy.maxBytes());
            });
        }
    }

    /** Whether a HEAD request is answered with status 200 within {@code timeout}, redirects included. */
    public boolean reachable(URI address, Duration timeout) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        // looking up a name has no time limit of its own, so it must not hold up the caller
        Threads.daemon("download-probe", () -> answer.complete(exists(address, timeout)))
                .start();
        try {
            return answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        }
    }

    private boolean exists(URI address, Duration timeout) {
        try (RequestWatch watch = RequestWatch.within(timeout, Cancellation.NEVER, scheduler)) {
            return requests.<Boolean, RuntimeException>ask(
                    "HEAD", guard.check(address.toString()), Map.of(), watch, answer -> answer.status() == OK);
        } catch (DownloadException | RuntimeException e) {
            return false;
        }
    }

    /**
     * The file that the server has now, at {@code target}: kept where the server says that it is unchanged, continued
     * where an earlier try broke off, tried again with growing pauses, and given its name only when whole. Of several at
     * once, also in other processes, one downloads and the others wait for it. Beside it lie files of the same name with
     * other endings, which may be deleted when nobody downloads. Where the server cannot be reached, a whole file of an
     * earlier time does.
     *
     * @param task what to call it in {@code progress}, which counts bytes
     * @throws IOException where this machine's own files are at fault, e.g. the disk is full
     * @throws dev.stackwright.common.Cancellation.CancelledException soon after it was asked to stop; a later call goes on
     */
    public Path file(
            URI address, Path target, String task, FileCheck check, Progress progress, Cancellation cancellation)
            throws DownloadException, IOException, InterruptedException {
        UrlGuard.Target from = guard.check(address.toString());
        ResumableFile file = new ResumableFile(target);
        try (ResumableFile.Hold hold = file.hold(cancellation)) {
            boolean whole = file.isWhole(check);
            if (whole && (check.knowsContent() || hold.renewed())) {
                return target;
            }
            Transfer transfer = new Transfer(from, file, whole, task, check, progress, cancellation);
            for (int attempt = 1; ; attempt++) {
                cancellation.throwIfRequested();
                try {
                    transfer.run();
                    return target;
                } catch (DownloadException e) {
                    if (!e.mayPass() || (attempt == policy.backoff().tries() && !whole)) {
                        throw e;
                    }
                    if (attempt == policy.backoff().tries()) {
                        progress.note(address + " cannot be reached; the copy in the cache is used");
                        return target;
                    }
                    progress.note(task + ": " + e.getMessage() + "; trying again");
                }
                policy.backoff().pause(attempt, cancellation);
            }
        }
    }

    /** One file on its way; {@code whole} tells that a file of an earlier time is there. */
    private final class Transfer {

        private final UrlGuard.Target address;
        private final ResumableFile file;
        private final boolean whole;
        private final String task;
        private final FileCheck check;
        private final Progress progress;
        private final Cancellation cancellation;

        Transfer(
                UrlGuard.Target address,
                ResumableFile file,
                boolean whole,
                String task,
                FileCheck check,
                Progress progress,
                Cancellation cancellation) {
            this.address = address;
            this.file = file;
            this.whole = whole;
            this.task = task;
            this.check = check;
            this.progress = progress;
            this.cancellation = cancellation;
        }

        void run() throws DownloadException, IOException {
            long offset = file.offset();
            Optional<String> known = whole && offset == 0 ? file.mark() : Optional.empty();
            Map<String, String> headers = offset > 0
                    ? Map.of(HttpHeaders.RANGE, "bytes=" + offset + "-", HttpHeaders.IF_RANGE, file.partMark())
                    : known.map(mark -> Map.of(
                                    isTag(mark) ? HttpHeaders.IF_NONE_MATCH : HttpHeaders.IF_MODIFIED_SINCE, mark))
                            .orElse(Map.of());
            try (RequestWatch watch = RequestWatch.unlimited(policy.timeout(), cancellation, scheduler)) {
                requests.<Boolean, IOException>ask("GET", address, headers, watch, answer -> {
                    if (answer.status() == NOT_MODIFIED && known.isPresent()) {
                        return false;
                    }
                    boolean continued = continues(answer, offset);
                    receive(answer, continued ? offset : 0);
                    finish(continued || !answer.hasCertainEnd());
                    return true;
                });
            }
        }

        private boolean continues(Answer answer, long offset) throws DownloadException, IOException {
            if (answer.status() == OK) {
                return false;
            }
            String range = answer.header(HttpHeaders.CONTENT_RANGE).orElse("none");
            if (answer.status() == PARTIAL && offset > 0 && range.startsWith("bytes " + offset + "-")) {
                return true;
            }
            if (answer.status() == PARTIAL || answer.status() == RANGE_NOT_SATISFIABLE) {
                file.discard();
                throw DownloadException.brokenOff("expected a continuation at byte " + offset + ", found status "
                        + answer.status() + " with range " + range);
            }
            throw DownloadException.status(answer.status());
        }

        private void receive(Answer answer, long offset) throws DownloadException, IOException {
            long total = answer.length() < 0 ? 0 : offset + answer.length();
            if (total > policy.maxBytes()) {
                throw DownloadException.tooLarge(policy.maxBytes(), String.valueOf(total));
            }
            try (Progress.Task bar = progress.stage(task, total);
                    OutputStream out = offset > 0 ? file.resume() : file.begin(mark(answer))) {
                bar.advance(offset);
                byte[] buffer = new byte[1 << 16];
                long size = offset;
                for (int n = answer.read(buffer); n >= 0; n = answer.read(buffer)) {
                    cancellation.throwIfRequested();
                    size += n;
                    if (size > policy.maxBytes()) {
                        throw DownloadException.tooLarge(policy.maxBytes(), "more");
                    }
                    out.write(buffer, 0, n);
                    bar.advance(n);
                }
            }
        }

        /** @param doubtful whether the fault may be of the transfer alone: a fresh start may help then */
        private void finish(boolean doubtful) throws DownloadException, IOException {
            Optional<String> fault = check.fault(file.part());
            if (fault.isPresent()) {
                file.discard();
                throw doubtful
                        ? DownloadException.brokenOff(fault.get())
                        : new DownloadException(Reason.WRONG_CONTENT, fault.get(), null);
            }
            file.finish(!check.knowsContent());
        }

        /** A strong entity tag, else the date of the last change: what {@code If-Range} takes (RFC 9110, 13.1.5). */
        private static Optional<String> mark(Answer answer) {
            return answer.header(HttpHeaders.ETAG)
                    .filter(Transfer::isTag)
                    .or(() -> answer.header(HttpHeaders.LAST_MODIFIED));
        }

        private static boolean isTag(String mark) {
            return mark.startsWith("\"");
        }
    }

    @Override
    public void close() {
        scheduler.shutdownNow();
        requests.close();
    }

    /** Tells a whole file of its kind from anything else that a server may send. Thread-safe. */
    @FunctionalInterface
    public interface FileCheck {

        /** What is wrong with {@code file}, for people; empty where it is whole. */
        Optional<String> fault(Path file) throws IOException;

        /** Whether only one content passes, e.g. by a known digest: then the server need not be asked for a newer one. */
        default boolean knowsContent() {
            return false;
        }
    }
}
