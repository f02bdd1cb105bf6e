package dev.stackwright.dataset;

import static dev.stackwright.dataset.Photos.all;
import static dev.stackwright.dataset.Photos.folder;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.stackwright.common.Backoff;
import dev.stackwright.common.Progress;
import dev.stackwright.dataset.Dataset.DatasetException;
import dev.stackwright.dataset.Datasets.DatasetLimits;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.Downloader;
import dev.stackwright.download.ProxySettings;
import dev.stackwright.store.MapObjectStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Zips from the web, by a server on loopback that misbehaves on demand. */
class HttpsDatasetTest {

    /** What the server does with one request; afterwards it behaves. */
    @FunctionalInterface
    interface Trick {
        void play(HttpExchange exchange) throws IOException;
    }

    @TempDir
    Path temporary;

    private final Deque<Trick> tricks = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private final List<Duration> pauses = new ArrayList<>();
    private byte[] content = new byte[0];
    private String etag = "\"one\"";
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                Trick trick = tricks.poll();
                if (trick == null) {
                    behave(exchange);
                } else {
                    trick.play(exchange);
                }
            }
        });
        server.start();
        content = zip(5);
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void aZipIsFetchedOnceAndThenOnlyAskedFor() {
        open().close();
        open().close();
        assertThat(asked).containsExactly("200 from 0", "304");
    }

    @Test
    void anAddressOfAPrivateNetworkIsRefusedBeforeAnythingIsSent() {
        Datasets strangers =
                new Datasets(new MapObjectStore(), temporary.resolve("cache"), DatasetLimits.DEFAULT, false);
        URI address = URI.create("https://127.0.0.1:" + server.getAddress().getPort() + "/x.zip");
        assertThatThrownBy(() -> strangers.open(new DatasetLocation.HttpsZip(address), Progress.NONE))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected a host with public addresses only")
                .hasMessageContaining("loopback");
        assertThat(asked).isEmpty();
    }

    @Test
    void aZipThatChangedIsFetchedAgain() {
        open().close();
        content = zip(6);
        etag = "\"two\"";
        try (Dataset dataset = open()) {
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(12);
        }
        assertThat(asked).containsExactly("200 from 0", "200 from 0");
    }

    @Test
    void whatBrokeOffGoesOnWhereItStopped() {
        tricks.add(exchange -> send(exchange, 200, content, 500));
        open().close();
        assertThat(asked).containsExactly("206 from 500");
    }

    @Test
    void whatChangedMeanwhileBeginsAnew() {
        tricks.add(exchange -> {
            send(exchange, 200, content, 500);
            content = zip(7);
            etag = "\"two\"";
        });
        try (Dataset dataset = open()) {
            assertThat(dataset.training().size() + dataset.validation().size()).isEqualTo(14);
        }
        assertThat(asked).containsExactly("200 from 0");
    }

    @Test
    void withoutANameForItsStateABrokenFileBeginsAnew() {
        tricks.add(exchange -> {
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content, 0, 500);
            exchange.getResponseBody().flush();
        });
        open().close();
        assertThat(asked).containsExactly("200 from 0");
    }

    @Test
    void aPartThatNobodyAskedForIsNotUsed() {
        tricks.add(exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/" + content.length);
            exchange.sendResponseHeaders(206, 10);
            exchange.getResponseBody().write(content, 0, 10);
        });
        open().close();
        assertThat(asked).containsExactly("200 from 0");
    }

    @Test
    void anotherPartThanAskedForIsNotUsed() {
        tricks.add(exchange -> send(exchange, 200, content, 500));
        tricks.add(exchange -> {
            exchange.getResponseHeaders().set("Content-Range", "bytes 0-9/10");
            exchange.sendResponseHeaders(206, 10);
            exchange.getResponseBody().write(new byte[10]);
        });
        open().close();
        assertThat(asked).containsExactly("200 from 0");
    }

    @Test
    void aBusyServerIsAskedAgain() {
        tricks.add(exchange -> exchange.sendResponseHeaders(503, -1));
        open().close();
        assertThat(asked).containsExactly("200 from 0");
    }

    @Test
    void aMissingFileIsNamedAtOnce() {
        tricks.add(exchange -> exchange.sendResponseHeaders(404, -1));
        assertThatThrownBy(this::open)
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("the server answers 404");
        assertThat(asked).isEmpty();
    }

    @Test
    void aServerThatIsGoneLeavesTheCopyInTheCache() {
        open().close();
        server.stop(0);
        open().close();
        assertThat(asked).containsExactly("200 from 0");
    }

    @Test
    void aServerThatNeverAnswersWholeIsGivenUp() {
        for (int i = 0; i < 5; i++) {
            tricks.add(exchange -> exchange.sendResponseHeaders(500, -1));
        }
        assertThatThrownBy(this::open).isInstanceOf(DatasetException.class).hasMessageContaining("500");
        assertThat(asked).isEmpty();
        assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void redirectsAreFollowedToAnAllowedAddressOnly() {
        tricks.add(exchange -> redirect(exchange, "/elsewhere.zip"));
        open().close();
        assertThat(asked).containsExactly("200 from 0");
        for (String bad : List.of("http://192.0.2.1/x.zip", "ftp://192.0.2.1/x.zip", "file:///etc/passwd")) {
            tricks.add(exchange -> redirect(exchange, bad));
            assertThatThrownBy(this::open)
                    .isInstanceOf(DatasetException.class)
                    .hasMessageContaining("expected an https address, found " + bad);
        }
    }

    @Test
    void endlessRedirectsEnd() {
        for (int i = 0; i < 6; i++) {
            tricks.add(exchange -> redirect(exchange, "/again.zip"));
        }
        assertThatThrownBy(this::open).isInstanceOf(DatasetException.class).hasMessageContaining("at most 5 redirects");
    }

    @Test
    void tooManyBytesAreRefusedWhetherTheServerSaysSoOrNot() {
        DatasetLimits small = new DatasetLimits(100, content.length - 1, 1 << 20);
        assertThatThrownBy(() -> open(small, true))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("found " + content.length);
        tricks.add(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(content);
        });
        assertThatThrownBy(() -> open(small, true))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("found more");
    }

    @Test
    void eachWayToFailHasItsCode() {
        tricks.add(exchange -> exchange.sendResponseHeaders(404, -1));
        assertCode("http-status");
        tricks.add(exchange -> redirect(exchange, "ftp://192.0.2.1/x.zip"));
        assertCode("scheme-not-allowed");
        content = "<html>not found</html>".getBytes(StandardCharsets.UTF_8);
        assertCode("not-a-zip");
        content = Arrays.copyOf(zip(5), 1000);
        assertCode("damaged-zip");
        DatasetLimits few = new DatasetLimits(3, 1 << 20, 1 << 20);
        content = zip(5);
        assertThatThrownBy(() -> open(few, true))
                .isInstanceOfSatisfying(
                        DatasetException.class, e -> assertThat(e.code()).isEqualTo("too-many-files"));
    }

    private void assertCode(String code) {
        assertThatThrownBy(this::open)
                .isInstanceOfSatisfying(
                        DatasetException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    @Test
    void plainHttpIsRefusedUnlessAllowed() {
        assertThatThrownBy(() -> open(DatasetLimits.DEFAULT, false))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("expected an https address");
        assertThat(asked).isEmpty();
    }

    private void behave(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        boolean still = Objects.equals(exchange.getRequestHeaders().getFirst("If-Range"), etag);
        if (Objects.equals(exchange.getRequestHeaders().getFirst("If-None-Match"), etag)) {
            asked.add("304");
            exchange.sendResponseHeaders(304, -1);
        } else if (range != null && still) {
            int from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            asked.add("206 from " + from);
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
            send(exchange, 206, Arrays.copyOfRange(content, from, content.length), content.length - from);
        } else {
            asked.add("200 from 0");
            send(exchange, 200, content, content.length);
        }
    }

    private void send(HttpExchange exchange, int status, byte[] bytes, int sent) throws IOException {
        exchange.getResponseHeaders().set("ETag", etag);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes, 0, sent);
        // else a newer Java's server forgets what it has not sent when it breaks off
        exchange.getResponseBody().flush();
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    private byte[] zip(int images) {
        ZipBytes zip = new ZipBytes();
        all(folder("a", 0, images), folder("b", 100, images)).forEach(zip::stored);
        return zip.bytes();
    }

    private Dataset open() {
        return open(DatasetLimits.DEFAULT, true);
    }

    private Downloader downloader(DownloadPolicy policy, boolean plainOnLoopback) {
        Backoff backoff = new Backoff(
                policy.backoff().tries(),
                policy.backoff().first(),
                policy.backoff().longest(),
                pauses::add);
        Set<String> schemes = plainOnLoopback ? Set.of("https", DownloadPolicy.HTTP_ON_LOOPBACK) : policy.schemes();
        return new Downloader(
                policy.withSchemes(schemes).withBackoff(backoff),
                HostResolver.SYSTEM,
                ProxySettings.NONE,
                "stackwright/test");
    }

    private Dataset open(DatasetLimits limits, boolean plainOnLoopback) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/x.zip");
        return new Datasets(
                        new MapObjectStore(),
                        temporary.resolve("cache"),
                        limits,
                        plainOnLoopback,
                        policy -> downloader(policy, plainOnLoopback))
                .open(new DatasetLocation.HttpsZip(address), Progress.NONE);
    }
}
