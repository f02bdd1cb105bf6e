package dev.stackwright.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.stackwright.store.MannersServer.Manner;
import dev.stackwright.store.ObjectStore.StoreException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that are not AWS's, and roles that are too narrow. */
class OtherStoresTest {

    private static final ObjectKey KEY = new ObjectKey("runs/a/request.json");
    private static final byte[] ONE = "one".getBytes(UTF_8);
    private static final byte[] TWO = "two".getBytes(UTF_8);

    @TempDir
    Path folder;

    @Test
    void aStoreWithoutTrailingChecksumsTakesBytesAndFiles() throws IOException {
        Path file = Files.write(folder.resolve("file"), TWO);
        try (MannersServer server = new MannersServer(Duration.ZERO, Manner.NO_TRAILERS);
                S3ObjectStore store = S3ObjectStore.open(server.settings())) {
            store.put(KEY, ONE);
            store.put(new ObjectKey("runs/a/file"), file);
            assertThat(store.create(new ObjectKey("runs/a/created"), file)).isTrue();
            assertThat(store.read(KEY).orElseThrow()).isEqualTo(ONE);
            assertThat(store.read(new ObjectKey("runs/a/file")).orElseThrow()).isEqualTo(TWO);
        }
    }

    @Test
    void aClockThatIsOffIsSetByTheStores() {
        for (Duration ahead : new Duration[] {Duration.ofHours(2), Duration.ofHours(-2)}) {
            try (MannersServer server = new MannersServer(ahead);
                    S3ObjectStore store = S3ObjectStore.open(server.settings())) {
                assertThat(store.create(KEY, ONE)).isTrue();
                assertThat(store.create(KEY, ONE)).isFalse();
                store.put(KEY, TWO);
                assertThat(store.read(KEY).orElseThrow()).isEqualTo(TWO);
            }
        }
    }

    @Test
    void aClockThatStaysOffIsNamedAndNotTheCredentials() {
        try (MannersServer server = new MannersServer(Duration.ofHours(2));
                S3ObjectStore store = S3ObjectStore.open(server.settings().withAttempts(1))) {
            assertThatThrownBy(() -> store.create(KEY, ONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("Set the clock")
                    .hasMessageNotContaining("credentials");
        }
    }

    @Test
    void aStoreThatIgnoresConditionsIsRefusedAtTheFirstOne() {
        try (MannersServer server = new MannersServer(Duration.ZERO, Manner.IGNORES_CONDITIONS);
                S3ObjectStore store = S3ObjectStore.open(server.settings())) {
            assertThatThrownBy(() -> store.create(KEY, ONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("the store wrote it twice")
                    .hasMessageContaining("If-None-Match");
        }
    }

    @Test
    void aStoreThatRefusesConditionsIsNamedAsThat() {
        try (MannersServer server = new MannersServer(Duration.ZERO, Manner.REFUSES_CONDITIONS);
                S3ObjectStore store = S3ObjectStore.open(server.settings().withAttempts(1))) {
            assertThatThrownBy(() -> store.create(KEY, ONE))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("501 NotImplemented")
                    .hasMessageContaining("If-None-Match");
        }
    }

    @Test
    void conditionsAreCheckedOnce() {
        try (MannersServer server = new MannersServer(Duration.ZERO);
                S3ObjectStore store = S3ObjectStore.open(server.settings())) {
            assertThat(store.create(KEY, ONE)).isTrue();
            assertThat(store.create(new ObjectKey("runs/b"), ONE)).isTrue();
            assertThat(store.create(KEY, TWO)).isFalse();
            assertThat(server.requests)
                    .containsExactly(
                            "PUT /photos/runs/a/request.json",
                            "PUT /photos/runs/a/request.json",
                            "PUT /photos/runs/b",
                            "PUT /photos/runs/a/request.json");
        }
    }

    @Test
    void aRoleThatMayNotListLearnsWhichRightIsMissing() {
        try (MannersServer server = new MannersServer(Duration.ZERO, Manner.HIDES_WHAT_IS_MISSING);
                S3ObjectStore store = S3ObjectStore.open(server.settings())) {
            assertThatThrownBy(() -> store.read(KEY)).hasMessageContaining("s3:ListBucket");
            assertThatThrownBy(() -> store.head(KEY)).hasMessageContaining("s3:ListBucket");
        }
    }
}
