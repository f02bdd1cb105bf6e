package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers do with connections, and what must not come of it. */
class ConnectionTest {

    private static final DownloadPolicy OPEN = DownloadPolicy.DEFAULT
            .withPrivateAddresses(true)
            .withPorts(Set.of())
            .withMaxBytes(1000);

    private final Downloader downloader =
            new Downloader(OPEN, HostResolver.SYSTEM, ProxySettings.NONE, "stackwright/test");

    /** The body is sent only once the client has begun to read the answer, as a packet of its own would come. */
    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectWhoseBodyComesLaterIsFollowed(int status) throws Exception {
        CountDownLatch followed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(connection -> {
            if (connection.request().contains("/from")) {
                connection.send("HTTP/1.1 " + status + " Moved\r\nLocation: /to\r\nContent-Length: 5\r\n\r\n");
                followed.await();
                connection.send("moved");
            } else {
                connection.ok("here");
                followed.countDown();
            }
        })) {
            assertThat(text(server, "/from")).isEqualTo("here");
        }
    }

    @Test
    void aServerThatClosesAfterItsAnswerWithoutSayingSoIsAskedByANewConnection() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.ok("answer " + connection.number());
            if (connection.number() > 1) {
                closed.await();
            }
        })) {
            for (int i = 1; i <= 4; i++) {
                assertThat(text(server, "/" + i)).isEqualTo("answer " + i);
                if (i > 1) {
                    closed.countDown();
                }
            }
        }
    }

    @Test
    void aKeptConnectionThatFailsWhenItIsAskedIsReplacedOnce() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.ok("answer " + connection.number());
            // the next request arrives and finds nobody
            connection.request();
        })) {
            assertThat(text(server, "/1")).isEqualTo("answer 1");
            assertThat(text(server, "/2")).isEqualTo("answer 2");
            assertThat(server.heads()).hasSize(3);
        }
    }

    @Test
    void aNewConnectionThatFailsIsNotTriedAgain() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::request)) {
            DownloadException e = failure(server, "/");
            assertThat(e.reason()).isEqualTo(Reason.TRANSFER_FAILED);
            assertThat(server.heads()).hasSize(1);
        }
    }

    @Test
    void aSecondAnswerBehindTheFirstIsNotTakenForTheNextUrls() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            for (String line = connection.request(); !line.isEmpty(); line = connection.request()) {
                if (line.contains("/first")) {
                    connection.send("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nfirst"
                            + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nother");
                } else {
                    connection.send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
                }
            }
        })) {
            assertThat(text(server, "/first")).isEqualTo("first");
            assertThat(failure(server, "/second").reason()).isEqualTo(Reason.HTTP_STATUS);
        }
    }

    @Test
    void anHonestConnectionIsKept() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            while (!connection.request().isEmpty()) {
                connection.ok("connection " + connection.number());
            }
        })) {
            assertThat(text(server, "/1")).isEqualTo("connection 1");
            assertThat(text(server, "/2")).isEqualTo("connection 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Content-Length: 900\r\n", "Transfer-Encoding: chunked\r\n"})
    void aCancelledDownloadEndsWhileTheServerIsSilent(String header) throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\n" + header + "\r\n");
            cancelled.set(true);
            connection.awaitGone();
        })) {
            assertThat(catchThrowableOfType(
                            CancelledException.class, () -> downloader.bytes(server.url("/"), cancelled::get)))
                    .isNotNull();
            server.awaitGone();
        }
    }

    @Test
    void aBodyInChunksThatIsCutShortIsNoBody() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        })) {
            assertThat(failure(server, "/").reason()).isEqualTo(Reason.TRANSFER_FAILED);
        }
    }

    private String text(ScriptedServer server, String path) throws DownloadException {
        return new String(downloader.bytes(server.url(path), Cancellation.NEVER), StandardCharsets.UTF_8);
    }

    private DownloadException failure(ScriptedServer server, String path) {
        DownloadException e = catchThrowableOfType(
                DownloadException.class, () -> downloader.bytes(server.url(path), Cancellation.NEVER));
        assertThat(e).isNotNull();
        return e;
    }
}
