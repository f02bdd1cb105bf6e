package dev.stackwright.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.stackwright.common.Backoff;
import dev.stackwright.common.Cancellation;
import dev.stackwright.common.Cancellation.CancelledException;
import dev.stackwright.common.Progress;
import dev.stackwright.download.CheckingResolver.HostResolver;
import dev.stackwright.download.DownloadException.Reason;
import dev.stackwright.download.Downloader.FileCheck;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that servers send whole, in part, or without end. */
class FileDownloadTest {

    /** Whole where it ends in a full stop. */
    private static final FileCheck SENTENCE =
            file -> Files.readString(file).endsWith(".") ? Optional.empty() : Optional.of("expected a full stop");

    @TempDir
    private Path folder;

    private final List<Duration> pauses = new ArrayList<>();

    @ParameterizedTest
    @ValueSource(strings = {"", "Transfer-Encoding: chunked\r\n"})
    void anEndlessBodyEndsAtTheLimitWithoutBeingReadOn(String header) throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\n" + header + "\r\n");
            connection.sendUntilGone(("400\r\n" + "x".repeat(1024) + "\r\n").getBytes(StandardCharsets.US_ASCII));
        })) {
            DownloadException e = failure(server, Cancellation.NEVER);
            assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
            server.awaitGone();
        }
    }

    @Test
    void aCancelledFileIsNotReadOn() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 999\r\nETag: \"a\"\r\n\r\nbegun ");
            cancelled.set(true);
            connection.awaitGone();
        })) {
            assertThat(catchThrowableOfType(CancelledException.class, () -> get(server, cancelled::get)))
                    .isNotNull();
            server.awaitGone();
            assertThat(folder.resolve("file")).doesNotExist();
        }
    }

    @Test
    void aBodyWithoutALengthThatIsCutShortIsFetchedAgain() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 200 OK\r\nETag: \"a\"\r\n\r\n"
                    + (connection.number() == 1 ? "A whole sen" : "A whole sentence."));
        })) {
            assertThat(get(server, Cancellation.NEVER)).hasContent("A whole sentence.");
            assertThat(pauses).containsExactly(Duration.ofSeconds(1));
        }
    }

    @Test
    void aFileThatIsDamagedIsNotKeptForGoodBecauseTheServerSaysThatItIsUnchanged() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            boolean known =
                    connection.server().heads().get(connection.number() - 1).contains("If-None-Match");
            connection.send(
                    known
                            ? "HTTP/1.1 304 Not Modified\r\n\r\n"
                            : "HTTP/1.1 200 OK\r\nETag: \"a\"\r\nContent-Length: 17\r\n\r\nA whole sentence.");
        })) {
            get(server, Cancellation.NEVER);
            get(server, Cancellation.NEVER);
            assertThat(server.heads().get(1)).contains("If-None-Match: \"a\"");
            Files.writeString(folder.resolve("file"), "A whole sen");
            assertThat(get(server, Cancellation.NEVER)).hasContent("A whole sentence.");
        }
    }

    @Test
    void pausesGrowBetweenTries() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.send("HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n");
        })) {
            assertThat(failure(server, Cancellation.NEVER).found()).isEqualTo("503");
            assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
        }
    }

    @Test
    void aServerHearsWhoAsks() throws Exception {
        try (ScriptedServer server = new ScriptedServer(connection -> {
            connection.request();
            connection.ok("Hello.");
        })) {
            get(server, Cancellation.NEVER);
            assertThat(server.heads().get(0)).contains("User-Agent: stackwright/test (ops@example.org)");
        }
    }

    private Path get(ScriptedServer server, Cancellation cancellation) throws Exception {
        DownloadPolicy policy = DownloadPolicy.files(1000, true)
                .withSchemes(Set.of(DownloadPolicy.HTTP_ON_LOOPBACK))
                .withBackoff(new Backoff(4, Duration.ofSeconds(1), Duration.ofSeconds(30), pauses::add));
        try (Downloader downloader =
                new Downloader(policy, HostResolver.SYSTEM, ProxySettings.NONE, "stackwright/test (ops@example.org)")) {
            URI address = URI.create(server.url("/file"));
            return downloader.file(address, folder.resolve("file"), "file", SENTENCE, Progress.NONE, cancellation);
        }
    }

    private DownloadException failure(ScriptedServer server, Cancellation cancellation) {
        DownloadException e = catchThrowableOfType(DownloadException.class, () -> get(server, cancellation));
        assertThat(e).isNotNull();
        return e;
    }
}
