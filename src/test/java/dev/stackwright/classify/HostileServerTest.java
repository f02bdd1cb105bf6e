package dev.stackwright.classify;

import static dev.stackwright.classify.FakeEnsembles.PETS;
import static dev.stackwright.classify.FakeEnsembles.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.stackwright.classify.ClassifyReply.Result;
import dev.stackwright.common.MeasuredTable;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadPolicy;
import dev.stackwright.download.HostileServer;
import dev.stackwright.download.HostileServer.Attack;
import dev.stackwright.image.ImageDecoder.ImageLimits;
import dev.stackwright.image.PngBytes;
import dev.stackwright.store.MapObjectStore;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a hostile server answers has one error code each, costs few bytes, and holds up no other url. Makes the table in
 * docs/hostile-servers.md.
 */
@Timeout(60)
class HostileServerTest {

    private static final int LIMIT = 100_000;

    /** All that a client takes beyond the limit of a body: heads, read-ahead, and the buffers of two sockets. */
    private static final long AROUND = 2L << 20;

    private static final String GOOD =
            "data:image/png;base64," + Base64.getEncoder().encodeToString(Photos.png(32, 32, 255));

    private static final String OK = "HTTP/1.1 200 OK\r\n";

    private static final MeasuredTable TABLE =
            new MeasuredTable("docs/hostile-servers.md", "| attack | answer | ms | bytes |", 2);

    private static HostileServer server;
    private static Classifier patient;
    private static Classifier impatient;

    @BeforeAll
    static void open() throws IOException {
        server = new HostileServer();
        patient = classifier(Duration.ofSeconds(50));
        impatient = classifier(Duration.ofMillis(300));
        // what is loaded once is no attack's time
        assertThat(patient.classify(ClassifyRequest.of(PETS, List.of(GOOD, server.url("good", v -> {})))
                                .withTop(1))
                        .results())
                .hasSize(2);
    }

    @AfterAll
    static void close() throws IOException {
        server.close();
        patient.close();
        impatient.close();
        TABLE.check();
    }

    /** @param waits whether only time ends it */
    record Case(String name, String code, boolean waits, Attack attack) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> attacks() throws IOException {
        byte[] bomb = gzip(new byte[1 << 24]);
        byte[] png = PngBytes.begin(64, 64, 8, 2)
                .pixels(64, new byte[64 * 64 * 3 * 100])
                .end();
        byte[] photo = Photos.png(32, 32, 255);
        return Stream.of(
                new Case("a redirect to cloud metadata", "address-refused", false, redirect("http://169.254.169.254/")),
                new Case("a redirect to a file", "scheme-not-allowed", false, redirect("file:///etc/hostname")),
                new Case("a redirect to nowhere", "invalid-url", false, v -> v.send("HTTP/1.1 302 Found\r\n\r\n")),
                new Case("redirects without end", "too-many-redirects", false, redirect("/redirects-without-end")),
                new Case(
                        "a body without end",
                        "too-large",
                        false,
                        v -> v.send(OK + "\r\n").flood("x")),
                new Case(
                        "a length above the limit",
                        "too-large",
                        false,
                        v -> v.send(OK + "Content-Length: 999999999\r\n\r\n").flood("x")),
                new Case(
                        "a length above what comes",
                        "transfer-failed",
                        false,
                        v -> v.send(OK + "Content-Length: 99\r\n\r\nshort")),
                new Case(
                        "a length below what comes",
                        "not-an-image",
                        false,
                        v -> v.send(OK + "Content-Length: 9\r\n\r\n").send(photo)),
                new Case(
                        "two lengths",
                        "transfer-failed",
                        false,
                        v -> v.send(OK + "Content-Length: 9\r\nContent-Length: 99\r\n\r\nnine char")),
                new Case(
                        "a length that is no number",
                        "transfer-failed",
                        false,
                        v -> v.send(OK + "Content-Length: -7\r\n\r\nx")),
                new Case(
                        "a second answer behind the first",
                        "http-status",
                        false,
                        v -> v.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n" + OK + "\r\nx")),
                new Case(
                        "headers without end",
                        "transfer-failed",
                        false,
                        v -> v.send(OK).flood("X-A: b\r\n")),
                new Case(
                        "a header line without end",
                        "transfer-failed",
                        false,
                        v -> v.send(OK + "X-A: ").flood("b")),
                new Case(
                        "a status line without end",
                        "transfer-failed",
                        false,
                        v -> v.send("HTTP/1.1 200 ").flood("O")),
                new Case(
                        "100 Continue without end",
                        "transfer-failed",
                        false,
                        v -> v.flood("HTTP/1.1 100 Continue\r\n\r\n")),
                new Case(
                        "chunks with extensions without end",
                        "transfer-failed",
                        false,
                        v -> v.send(OK + "Transfer-Encoding: chunked\r\n\r\n")
                                .flood("1;" + "e".repeat(8000) + "\r\nx\r\n")),
                new Case(
                        "trailers without end",
                        "transfer-failed",
                        false,
                        v -> v.send(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
                                .flood("X-A: b\r\n")),
                new Case(
                        "a chunk of no size",
                        "transfer-failed",
                        false,
                        v -> v.send(OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\nx\r\n")),
                new Case("status 000", "transfer-failed", false, v -> v.send("HTTP/1.1 000 OK\r\n\r\nx")),
                new Case("status 99", "transfer-failed", false, v -> v.send("HTTP/1.1 099 OK\r\n\r\nx")),
                new Case("no HTTP", "transfer-failed", false, v -> v.send("220 mail.example ESMTP\r\n")),
                new Case("no answer", "transfer-failed", false, v -> v.send("")),
                new Case(
                        "TLS at a plain address",
                        "tls-failed",
                        false,
                        v -> v.send("\u0015\u0003\u0003\0\u0002\u0002F")),
                new Case(
                        "a plain port at a TLS address",
                        "tls-failed",
                        false,
                        v -> v.send("HTTP/1.1 400 Bad Request\r\n\r\n")),
                new Case("a silent port at a TLS address", "tls-failed", true, HostileServer.Victim::keepSilent),
                new Case("silence", "timeout", true, HostileServer.Victim::keepSilent),
                new Case("silence in the head", "timeout", true, v -> v.send(OK).keepSilent()),
                new Case(
                        "silence in the body",
                        "timeout",
                        true,
                        v -> v.send(OK + "Content-Length: 9\r\n\r\nx").keepSilent()),
                new Case(
                        "a head that drips",
                        "timeout",
                        true,
                        v -> v.send(OK + "X-A: ").drip("b")),
                new Case(
                        "a body that drips",
                        "timeout",
                        true,
                        v -> v.send(OK + "\r\n").drip("x")),
                new Case(
                        "a gzip bomb",
                        "not-an-image",
                        false,
                        v -> v.send(OK + "Content-Encoding: gzip\r\nContent-Length: " + bomb.length + "\r\n\r\n")
                                .send(bomb)),
                new Case(
                        "a PNG that inflates to more than it has",
                        "corrupt",
                        false,
                        v -> v.send(OK + "\r\n").send(png)),
                new Case("a page", "not-an-image", false, v -> v.send(OK + "\r\n<html>404</html>")),
                new Case("nothing", "empty", false, v -> v.send(OK + "Content-Length: 0\r\n\r\n")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void anAttackHasOneCodeAndCostsFewBytes(Case attack) {
        String name = attack.code().equals("tls-failed") && !attack.name().startsWith("TLS")
                ? "tls"
                : attack.name().replace(' ', '-');
        long before = server.taken(name);
        String url = server.url(name, attack.attack());
        long start = System.nanoTime();
        List<Result> results = (attack.waits() ? impatient : patient)
                .classify(ClassifyRequest.of(
                                PETS, List.of(name.equals("tls") ? url.replace("http:", "https:") : url, GOOD))
                        .withTop(1))
                .results();
        long millis = (System.nanoTime() - start) / 1_000_000;
        long bytes = server.taken(name) - before;
        TABLE.row(attack.name(), "`" + results.get(0).error().code() + "`", millis, bytes);
        assertThat(results.get(0).error().code()).isEqualTo(attack.code());
        assertThat(results.get(1).label()).isEqualTo("cat");
        assertThat(bytes).isLessThan(AROUND);
    }

    private static Attack redirect(String location) {
        return victim -> victim.send("HTTP/1.1 302 Found\r\nLocation: " + location + "\r\n\r\n");
    }

    private static Classifier classifier(Duration timeout) {
        return new Classifier(
                ClassifierSettings.defaults(2, 64 << 20, "stackwright/test").withDeadline(Duration.ofMinutes(5)),
                new FakeEnsembles().promote(PETS, version('a')),
                new MapObjectStore(),
                DownloadPolicy.images(Set.of(), LIMIT, timeout, true, 4),
                HostResolver.SYSTEM,
                new ImageLimits(LIMIT, 1_000_000),
                Clock.systemUTC(),
                ClassifyListener.NONE);
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
