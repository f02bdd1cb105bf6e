package dev.stackwright.server;

import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What fails of the server's own file is not what fails of a connection. */
@Timeout(60)
class UploadedFileTest {

    private static final Path FULL = Path.of("/dev/full");

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aDiskThatFillsUpIsAFailureOfTheServersOwn() {
        assumeThat(FULL).exists();
        assertThatThrownBy(() -> UploadedFile.open(vertx.fileSystem(), FULL)
                        .compose(file -> file.write(Buffer.buffer("bytes")))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get())
                .cause()
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("space");
    }

    @Test
    void aFileThatCannotBeOpenedIsOneToo(@TempDir Path folder) {
        assertThatThrownBy(() -> UploadedFile.open(vertx.fileSystem(), folder.resolve("missing/file"))
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get())
                .cause()
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("missing");
    }
}
