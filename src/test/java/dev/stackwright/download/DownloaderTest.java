package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.common.Cancellation;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class DownloaderTest {

    private static final byte[] BODY = "some bytes".getBytes(StandardCharsets.UTF_8);
    private static final DownloadPolicy OPEN = DownloadPolicy.DEFAULT
            .withPrivateAddresses(true)
            .withPorts(Set.of())
            .withMaxBytes(1000);
    private static final DownloadPolicy HASTY = OPEN.withTimeout(Duration.ofMillis(300));

    private final LoopbackServer server = new LoopbackServer();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aBodyComesWhole() throws Exception {
        server.serves("/a.jpg", BODY);
        assertThat(fetch(OPEN, server.url("/a.jpg"))).isEqualTo(BODY);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/x//a.jpg",
                "/./a.jpg",
                "/x/../a.jpg",
                "/a;v=1.jpg",
                "/a%2Fb.jpg",
                "/a.jpg?",
                "/a.jpg?q=http://x/%20",
                "/?a",
                "/%E4%BD%A0.jpg"
            })
    void pathsArriveAsTheyWereGiven(String path) throws Exception {
        server.serves("/", BODY);
        assertThat(fetch(OPEN, server.url(path))).isEqualTo(BODY);
        assertThat(server.asked())
                .singleElement()
                .satisfies(asked -> assertThat(asked.path()).isEqualTo(path));
    }

    @Test
    void aUrlWithoutPathAsksForTheRoot() throws Exception {
        server.serves("/", BODY);
        assertThat(fetch(OPEN, server.url(""))).isEqualTo(BODY);
        assertThat(fetch(OPEN, server.url("?q=1"))).isEqualTo(BODY);
        assertThat(server.asked()).extracting(LoopbackServer.Asked::path).containsExactly("/", "/?q=1");
    }

    @Test
    void aServerHearsWhoAsksAndNothingOfCookiesProxiesOrCompression() throws Exception {
        server.on("/set", exchange -> {
            exchange.getResponseHeaders().set("Set-Cookie", "id=1");
            exchange.getResponseHeaders().set("Location", "/a.jpg");
            exchange.sendResponseHeaders(302, -1);
        });
        server.serves("/a.jpg", BODY);
        fetch(OPEN, server.url("/set"));
        assertThat(server.asked()).hasSize(2).allSatisfy(asked -> {
            assertThat(asked.headers().getFirst("User-Agent")).isEqualTo("stackwright/test");
            assertThat(asked.headers())
                    .doesNotContainKeys("Cookie", "Accept-encoding", "Authorization", "Upgrade", "Via");
        });
    }

    @Test
    void anEmptyBodyIsNoBytes() throws Exception {
        server.serves("/empty", new byte[0]);
        assertThat(fetch(OPEN, server.url("/empty"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {201, 204, 206, 304, 401, 403, 404, 407, 418, 429, 500, 503})
    void anyStatusButOkIsNamed(int status) {
        server.on("/a", exchange -> exchange.sendResponseHeaders(status, -1));
        DownloadException e = failure(OPEN, server.url("/a"));
        assertThat(e.reason()).isEqualTo(Reason.HTTP_STATUS);
        assertThat(e).hasMessageContaining(String.valueOf(status));
        assertThat(server.asked()).as("no second try").hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void threeRedirectsAreFollowed(int status) throws Exception {
        server.redirects("/1", status, "/2").redirects("/2", status, server.url("/3"));
        server.redirects("/3", status, "/4").serves("/4", BODY);
        assertThat(fetch(OPEN, server.url("/1"))).isEqualTo(BODY);
    }

    @Test
    void aFourthRedirectIsOneTooMany() {
        server.redirects("/loop", 302, "/loop");
        DownloadException e = failure(OPEN, server.url("/loop"));
        assertThat(e.reason()).isEqualTo(Reason.TOO_MANY_REDIRECTS);
        assertThat(server.asked()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///etc/passwd", "ftp://127.0.0.1/a", "s3://bucket/key", "gopher://127.0.0.1/"})
    void aRedirectToAnotherSchemeIsRefused(String location) {
        server.redirects("/a", 302, location);
        assertThat(failure(OPEN, server.url("/a")).reason()).isEqualTo(Reason.SCHEME_NOT_ALLOWED);
    }

    @Test
    void aRedirectWithoutLocationIsNamed() {
        server.on("/a", exchange -> exchange.sendResponseHeaders(302, -1));
        assertThat(failure(OPEN, server.url("/a")).reason()).isEqualTo(Reason.INVALID_URL);
    }

    @Test
    void aBodyOfJustTheLimitPassesAndOneByteMoreDoesNot() throws Exception {
        server.serves("/just", new byte[1000]).serves("/more", new byte[1001]);
        assertThat(fetch(OPEN, server.url("/just"))).hasSize(1000);
        DownloadException e = failure(OPEN, server.url("/more"));
        assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(e).hasMessageContaining("1000").hasMessageContaining("1001");
    }

    @Test
    void aHugeContentLengthIsRefusedBeforeItsBody() throws Exception {
        try (RawServer raw = new RawServer(out -> {
            out.write(RawServer.ascii("HTTP/1.1 200 OK\r\nContent-Length: 999999999999\r\n\r\n"));
            endlessly(out);
        })) {
            assertThat(failure(OPEN, raw.url()).reason()).isEqualTo(Reason.TOO_LARGE);
            raw.awaitClientGone();
        }
    }

    @Test
    void anEndlessBodyIsCutOffAtTheLimit() throws Exception {
        try (RawServer raw = new RawServer(out -> {
            out.write(RawServer.ascii("HTTP/1.1 200 OK\r\n\r\n"));
            endlessly(out);
        })) {
            assertThat(failure(OPEN, raw.url()).reason()).isEqualTo(Reason.TOO_LARGE);
            raw.awaitClientGone();
        }
    }

    @Test
    void theEndlessBodyOfAnErrorIsNotReadOn() throws Exception {
        try (RawServer raw = new RawServer(out -> {
            out.write(RawServer.ascii("HTTP/1.1 404 Not Found\r\n\r\n"));
            endlessly(out);
        })) {
            assertThat(failure(OPEN, raw.url()).reason()).isEqualTo(Reason.HTTP_STATUS);
            raw.awaitClientGone();
        }
    }

    @Test
    void endlessHeadersAreCutOff() throws Exception {
        try (RawServer raw = new RawServer(out -> {
            out.write(RawServer.ascii("HTTP/1.1 200 OK\r\n"));
            while (true) {
                out.write(RawServer.ascii("X-Again: and again\r\n"));
            }
        })) {
            assertThat(failure(OPEN, raw.url()).reason()).isEqualTo(Reason.TRANSFER_FAILED);
            raw.awaitClientGone();
        }
    }

    @Test
    void aSlowDripEndsAtTheDeadline() throws Exception {
        try (RawServer raw = new RawServer(out -> {
            out.write(RawServer.ascii("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n"));
            while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(50);
            }
        })) {
            assertThat(failure(HASTY, raw.url()).reason()).isEqualTo(Reason.TIMEOUT);
            raw.awaitClientGone();
        }
    }

    @Test
    void dripsBeforeTheBodyEndAtTheDeadlineToo() throws Exception {
        try (RawServer raw = new RawServer(out -> {
            out.write(RawServer.ascii("HTTP/1.1 200 OK\r\nX-Slow: "));
            while (true) {
                out.write('x');
                out.flush();
                Thread.sleep(50);
            }
        })) {
            assertThat(failure(HASTY, raw.url()).reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void aServerThatAcceptsAndSaysNothingTimesOut() throws Exception {
        try (ServerSocket silent = new ServerSocket(0)) {
            DownloadException e = failure(HASTY, "http://127.0.0.1:" + silent.getLocalPort() + "/");
            assertThat(e.reason()).isEqualTo(Reason.TIMEOUT);
        }
    }

    @Test
    void aBodyThatBreaksOffIsNamed() throws Exception {
        try (RawServer raw = new RawServer(
                out -> out.write(RawServer.ascii("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nonly this")))) {
            assertThat(failure(OPEN, raw.url()).reason()).isEqualTo(Reason.TRANSFER_FAILED);
        }
    }

    @Test
    void anAnswerThatIsNotHttpIsNamed() throws Exception {
        try (RawServer raw = new RawServer(out -> out.write(RawServer.ascii("220 mail.example ESMTP\r\n")))) {
            assertThat(failure(OPEN, raw.url()).reason()).isEqualTo(Reason.TRANSFER_FAILED);
        }
    }

    @Test
    void aPortWhereNobodyListensIsNamed() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        assertThat(failure(OPEN, "http://127.0.0.1:" + port + "/").reason()).isEqualTo(Reason.CONNECT_FAILED);
    }

    @Test
    void compressedBytesStayAsTheyCame() throws Exception {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(new byte[400_000]);
        }
        byte[] bomb = zipped.toByteArray();
        server.on("/bomb", exchange -> {
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            LoopbackServer.send(exchange, 200, bomb);
        });
        assertThat(fetch(OPEN, server.url("/bomb"))).isEqualTo(bomb);
    }

    private static void endlessly(java.io.OutputStream out) throws IOException {
        byte[] block = new byte[1 << 16];
        while (true) {
            out.write(block);
        }
    }

    private static byte[] fetch(DownloadPolicy policy, String url) throws DownloadException {
        try (Downloader downloader =
                new Downloader(policy, HostResolver.SYSTEM, ProxySettings.NONE, "stackwright/test")) {
            return downloader.bytes(url, Cancellation.NEVER);
        }
    }

    private static DownloadException failure(DownloadPolicy policy, String url) {
        DownloadException e = catchThrowableOfType(DownloadException.class, () -> fetch(policy, url));
        assertThat(e).as(url).isNotNull();
        assertThat(e.getMessage()).startsWith("expected ");
        return e;
    }
}
