package dev.stackwright.network.weights;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.network.weights.WeightSource.WeightsException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DownloadedWeightsTest {

    private static final String NAME = "tiny_no_top.h5";

    @TempDir
    Path folder;

    private final List<Duration> pauses = new ArrayList<>();
    private final DownloadedWeights weights = weights(true, pauses::add, Progress.NONE, Cancellation.NEVER);
    private WeightsServer server;
    private Path target;
    private byte[] content;

    @BeforeEach
    void serveAFile() throws IOException {
        server = new WeightsServer();
        content = Files.readAllBytes(KerasFile.fitting().write(folder.resolve("origin.h5")));
        server.put(NAME, content);
        target = folder.resolve("cache").resolve(NAME);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aFileIsFetchedOnceAndThenFoundInTheCache() throws Exception {
        assertThat(fetch(md5(content))).isEqualTo(target).hasBinaryContent(content);
        assertThat(fetch(md5(content))).hasBinaryContent(content);
        assertThat(server.requests).containsExactly("GET /" + NAME);
        assertThat(remains()).containsExactly(NAME, NAME + ".lock");
        assertThat(pauses).isEmpty();
    }

    @Test
    void aDamagedFileInTheCacheIsFetchedAgain() throws Exception {
        fetch(md5(content));
        Files.write(target, new byte[] {1, 2, 3});
        assertThat(fetch(md5(content))).hasBinaryContent(content);
        Files.write(target, new byte[] {1, 2, 3});
        assertThat(fetch("")).hasBinaryContent(content);
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void aBrokenTransferIsContinuedWhereItStopped() throws Exception {
        server.misbehaviour =
                (exchange, request) -> request == 1 && WeightsServer.breakOff(exchange, content, server.tag, 1000);
        assertThat(fetch(md5(content))).hasBinaryContent(content);
        assertThat(server.requests).containsExactly("GET /" + NAME, "GET /" + NAME + " bytes=1000-");
        assertThat(pauses).containsExactly(Duration.ofSeconds(1));
    }

    @Test
    void aTransferIsContinuedByALaterRun() throws Exception {
        server.misbehaviour =
                (exchange, request) -> WeightsServer.breakOff(exchange, content, server.tag, 500 * request);
        assertThatThrownBy(() -> fetch(md5(content))).isInstanceOf(WeightsException.class);
        long had = Files.size(target.resolveSibling(NAME + ".part"));
        assertThat(had).isPositive();
        server.misbehaviour = (exchange, request) -> false;
        server.requests.clear();
        assertThat(fetch(md5(content))).hasBinaryContent(content);
        assertThat(server.requests).containsExactly("GET /" + NAME + " bytes=" + had + "-");
    }

    @Test
    void aFileThatChangedMeanwhileIsFetchedFromTheStart() throws Exception {
        server.misbehaviour = (exchange, request) ->
                request == 1 && WeightsServer.breakOff(exchange, new byte[content.length], "\"old\"", 1000);
        assertThat(fetch("")).hasBinaryContent(content);
        assertThat(server.requests).containsExactly("GET /" + NAME, "GET /" + NAME + " bytes=1000-");
    }

    @Test
    void halvesThatDoNotFitAreFetchedFromTheStart() throws Exception {
        byte[] other = content.clone();
        other[500] ^= 1;
        // the server claims to continue the same version, but the first half was another
        server.misbehaviour =
                (exchange, request) -> request == 1 && WeightsServer.breakOff(exchange, other, server.tag, 1000);
        assertThat(fetch(md5(content))).hasBinaryContent(content);
        assertThat(server.requests).hasSize(3);
    }

    @Test
    void aWrongDigestIsAnErrorAtOnceThatKeepsNothing() throws Exception {
        String expected = "0".repeat(32);
        assertThatThrownBy(() -> fetch(expected))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("tiny: what " + server.address(NAME))
                .hasMessageContaining("expected MD5 " + expected + ", found " + md5(content));
        assertThat(server.requests).hasSize(1);
        assertThat(remains()).containsExactly(NAME + ".lock");
    }

    @Test
    void aPageInPlaceOfTheFileIsCalledAPage() throws Exception {
        server.put(NAME, "<html>log in to the hotel's network</html>".getBytes(UTF_8));
        assertThatThrownBy(() -> fetch("")).isInstanceOf(WeightsException.class).hasMessageContaining("an HTML page");
        assertThat(remains()).containsExactly(NAME + ".lock");
    }

    @Test
    void aMissingFileIsAnErrorAtOnce() {
        assertThatThrownBy(() -> weights.fetch("tiny", server.address("none.h5"), target, ""))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("none.h5 answered 404");
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void aBusyServerIsAskedAgainAfterGrowingPauses() throws Exception {
        server.misbehaviour =
                (exchange, request) -> request <= 2 && WeightsServer.status(exchange, request == 1 ? 503 : 429);
        assertThat(fetch("")).hasBinaryContent(content);
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }

    @Test
    void aServerThatStaysBrokenIsGivenUpWithItsLastAnswer() {
        server.misbehaviour = (exchange, request) -> WeightsServer.status(exchange, 500);
        assertThatThrownBy(() -> fetch(""))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("cannot be fetched")
                .hasMessageContaining("500");
        assertThat(server.requests).hasSize(4);
    }

    @Test
    void redirectsAreFollowedButNotForEver() throws Exception {
        server.misbehaviour = (exchange, request) ->
                request <= 2 && WeightsServer.redirect(exchange, request == 1 ? "/elsewhere" : "/" + NAME);
        assertThat(fetch("")).hasBinaryContent(content);
        server.misbehaviour = (exchange, request) -> WeightsServer.redirect(exchange, "/" + NAME);
        Files.delete(target);
        assertThatThrownBy(() -> fetch("")).hasMessageContaining("redirects more than 5 times");
    }

    @Test
    void plainHttpIsRefusedAlsoAfterARedirect() {
        assertThatThrownBy(() -> weights(false, pauses::add, Progress.NONE, Cancellation.NEVER)
                        .fetch("tiny", server.address(NAME), target, ""))
                .isInstanceOf(WeightsException.class)
                .hasMessageContaining("by https alone");
        assertThat(server.requests).isEmpty();
        server.misbehaviour = (exchange, request) -> WeightsServer.redirect(exchange, "file:///etc/hostname");
        assertThatThrownBy(() -> fetch(""))
                .hasMessageContaining("found file:/")
                .hasMessageContaining(server.address(NAME) + " redirects");
    }

    @Test
    void aFileOfUnknownDigestThatWasReplacedIsFetchedAgain() throws Exception {
        assertThat(fetch("")).hasBinaryContent(content);
        byte[] other = content.clone();
        other[other.length - 1] ^= 1;
        server.put(NAME, other);
        server.tag = "\"two\"";
        assertThat(fetch("")).hasBinaryContent(other);
        assertThat(fetch("")).hasBinaryContent(other);
        assertThat(server.requests).containsExactly("GET /" + NAME, "GET /" + NAME, "GET /" + NAME + " unchanged");
    }

    @Test
    void aServerThatIsGoneLeavesTheCopyInTheCache() throws Exception {
        fetch("");
        server.misbehaviour = (exchange, request) -> WeightsServer.status(exchange, 503);
        assertThat(fetch("")).hasBinaryContent(content);
    }

    @Test
    void severalAtOnceDownloadOnce() throws Exception {
        String digest = md5(content);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Path>> calls = Stream.generate(() -> (Callable<Path>) () -> fetch(digest))
                    .limit(4)
                    .toList();
            for (Future<Path> path : pool.invokeAll(calls)) {
                assertThat(path.get()).hasBinaryContent(content);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(server.requests).hasSize(1);
    }

    @Test
    void cancellationStopsATransferWhichCanBeContinued() {
        AtomicLong asked = new AtomicLong();
        assertThatThrownBy(() -> weights(true, pauses::add, Progress.NONE, () -> asked.incrementAndGet() > 2)
                        .fetch("tiny", server.address(NAME), target, ""))
                .isInstanceOf(CancelledException.class);
        assertThat(target).doesNotExist();
    }

    @Test
    void progressCountsEveryByteOnce() {
        AtomicLong total = new AtomicLong();
        AtomicLong done = new AtomicLong();
        Progress progress = (name, all) -> {
            assertThat(name).isEqualTo("weights tiny");
            total.set(all);
            return new Progress.Task() {
                @Override
                public void advance(long steps) {
                    done.addAndGet(steps);
                }

                @Override
                public void close() {}
            };
        };
        weights(true, pauses::add, progress, Cancellation.NEVER).fetch("tiny", server.address(NAME), target, "");
        assertThat(total).hasValue(content.length);
        assertThat(done).hasValue(content.length);
    }

    @Test
    void whatCannotBeHadIsNotReachable() {
        Duration limit = Duration.ofSeconds(5);
        assertThat(weights.reachable(server.address(NAME), limit)).isTrue();
        assertThat(weights.reachable(server.address("none.h5"), limit)).isFalse();
        assertThat(weights.reachable(URI.create("http://host.invalid/x.h5"), limit))
                .isFalse();
        assertThat(weights(false, pauses::add, Progress.NONE, Cancellation.NEVER)
                        .reachable(server.address(NAME), limit))
                .isFalse();
    }

    private Path fetch(String md5) {
        return weights.fetch("tiny", server.address(NAME), target, md5);
    }

    private static DownloadedWeights weights(
            boolean plainHttp, Backoff.Sleeper sleeper, Progress progress, Cancellation cancellation) {
        return DownloadedWeights.official(
                Path.of("unused"),
                policy -> WeightsServer.downloader(
                        plainHttp ? policy.withSchemes(Set.of("https", DownloadPolicy.HTTP_ON_LOOPBACK)) : policy,
                        sleeper),
                progress,
                cancellation);
    }

    private List<String> remains() throws IOException {
        try (Stream<Path> files = Files.list(target.getParent())) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static String md5(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
    }
}
